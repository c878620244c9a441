// SPDX-License-Identifier: Apache-2.0
// BERT's layers and head under any family's names.
#pragma once

#include "core/backbones/bert/description_parts.h"
#include "core/engine/module.h"

namespace lathe::bert {

Result<std::unique_ptr<layers::Transformer>> makeMasked(const ModuleInput& input, const Names& names);

}  // namespace lathe::bert
