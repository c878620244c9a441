// SPDX-License-Identifier: Apache-2.0
// Prompt tuning's prompt in other programs' formats: PEFT's PROMPT_TUNING adapter and bare arrays.
#pragma once

#include <string_view>

#include "core/backbones/description.h"
#include "core/formats/adapter.h"
#include "core/spec/recipe.h"
#include "core/spec/tensor.h"

namespace lathe::prompt_tuning {

inline constexpr std::string_view kPeftType = "PROMPT_TUNING";

/// "prompt" [slots, width] as PEFT's adapter (METHODS.md: one submodule, init RANDOM). Refused where the
/// template's slots do not all stand in front of everything else: PEFT puts them there.
Result<PeftAdapter> toPeft(const TensorMap& computed, const Recipe& recipe, const BackboneShape& shape,
                           std::string_view backbone);
/// prompt_embeddings [slots, width] as "prompt"; of [2 * slots, width] (two submodules) the first half, all
/// that PEFT uses.
Result<TensorMap> fromPeft(const PeftAdapter& adapter, const BackboneShape& shape);
/// An array [slots, width] as "prompt".
Result<TensorMap> fromArray(const HostTensor& array, const BackboneShape& shape);
/// {"kind": "prompt_tuning", "tokens": slots}.
Json importedMethod(const TensorMap& tensors);

}  // namespace lathe::prompt_tuning
