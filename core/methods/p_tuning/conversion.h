// SPDX-License-Identifier: Apache-2.0
// P-tuning's computed prompt as PEFT's P_TUNING adapter: the same vectors as prompt tuning's.
#pragma once

#include "core/methods/prompt_tuning/conversion.h"

namespace lathe::p_tuning {

inline constexpr std::string_view kPeftType = "P_TUNING";

/// "prompt" [slots, width] as PEFT's adapter; refused where a slot stands behind other parts of the template.
Result<PeftAdapter> toPeft(const TensorMap& computed, const Recipe& recipe, const BackboneShape& shape,
                           std::string_view backbone);
/// prompt_embeddings as "prompt": the network that made them is not in the file.
Result<TensorMap> fromPeft(const PeftAdapter& adapter, const BackboneShape& shape);
/// {"kind": "p_tuning", "encoder": "none", "tokens": slots}.
Json importedMethod(const TensorMap& tensors);

}  // namespace lathe::p_tuning
