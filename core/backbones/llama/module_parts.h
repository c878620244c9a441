// SPDX-License-Identifier: Apache-2.0
// Decoders with RMS norms, rotary embedding and gated inner values, as llama::readShape describes them.
#pragma once

#include "core/engine/module.h"

namespace lathe::llama {

/// How a GGUF file orders the rows of query and key: as pairs that turn together (llama), or as Hugging Face
/// has them.
enum class GgufRows { Pairs, Halves };

Result<std::unique_ptr<layers::Transformer>> makeRotary(const ModuleInput& input, GgufRows rows);

}  // namespace lathe::llama
