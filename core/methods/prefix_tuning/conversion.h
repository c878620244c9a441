// SPDX-License-Identifier: Apache-2.0
// PEFT's PREFIX_TUNING adapter: prompt_embeddings [tokens, num_layers * 2 * token_dim], a row [slot][key,
// value][head][head width]. Layer i reads slot num_transformer_submodules * i, modulo num_layers
// (METHODS.md): encoder-decoders have two submodules, and only the decoder's own attention gets a prefix.
#pragma once

#include <string_view>

#include "core/backbones/description.h"
#include "core/formats/adapter.h"
#include "core/spec/recipe.h"
#include "core/spec/tensor.h"

namespace lathe::prefix_tuning {

inline constexpr std::string_view kPeftType = "PREFIX_TUNING";

/// The computed prefix as an adapter. Refused with the reason where PEFT would make something else of it: an
/// infix, and any prefix of an encoder-decoder but the decoder's own.
Result<PeftAdapter> toPeft(const TensorMap& computed, const Recipe& recipe, const BackboneShape& shape,
                           std::string_view backbone);
/// {"kind": "prefix_tuning", "tokens": tokens, "parts": those that there are}.
Json importedMethod(const TensorMap& tensors);
/// prompt_embeddings as keys and values [layers, tokens, kv width]: "decoder.self.key" and
/// "decoder.self.value", in masked models "encoder.self.*".
Result<TensorMap> fromPeft(const PeftAdapter& adapter, const BackboneShape& shape);
/// A gradient of fromPeft()'s tensors in the shape that the adapter is stored in; what no layer reads has
/// none.
Result<HostTensor> gradientAsStored(const TensorMap& gradient, const PeftAdapter& adapter,
                                    const BackboneShape& shape);

}  // namespace lathe::prefix_tuning
