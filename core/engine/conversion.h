// SPDX-License-Identifier: Apache-2.0
// Each method's way to and from other programs' formats: what export and import ask for.
#pragma once

#include <string>
#include <string_view>

#include "core/backbones/description.h"
#include "core/base/result.h"
#include "core/formats/adapter.h"
#include "core/spec/recipe.h"
#include "core/spec/tensor.h"

namespace lathe {

struct MethodConversion {
    std::string_view method;    ///< as in recipes: "prompt_tuning"
    std::string_view peftType;  ///< PEFT's "peft_type": "PROMPT_TUNING"
    /// The computed tensors as a PEFT adapter; refused with the reason where PEFT would make something else
    /// of them. `backbone` becomes base_model_name_or_path.
    Result<PeftAdapter> (*toPeft)(const TensorMap& computed, const Recipe& recipe, const BackboneShape& shape,
                                  std::string_view backbone) = nullptr;
    /// An adapter's tensors as ours, for a backbone of this shape.
    Result<TensorMap> (*fromPeft)(const PeftAdapter& adapter, const BackboneShape& shape) = nullptr;
    /// A bare array [tokens, columns] (.npy) as ours.
    Result<TensorMap> (*fromArray)(const HostTensor& array, const BackboneShape& shape) = nullptr;
    /// The recipe's "method" member for tensors that came from elsewhere; defaults stay out.
    Json (*importedMethod)(const TensorMap& tensors) = nullptr;
    /// A gradient of fromPeft()'s tensors in the shape of the adapter's prompt_embeddings. Null: the first
    /// rows are "prompt", and what is behind them is never read.
    Result<HostTensor> (*gradientAsStored)(const TensorMap& gradient, const PeftAdapter& adapter,
                                           const BackboneShape& shape) = nullptr;
};

/// The conversions of a method that a recipe names.
const MethodConversion& conversionOf(std::string_view method);
/// Those for a PEFT adapter, by its "peft_type"; the error names the types there are.
Result<const MethodConversion*> conversionForPeft(const PeftAdapter& adapter);
/// MethodConversion::gradientAsStored, or what it says of null.
Result<HostTensor> gradientAsStored(const MethodConversion& conversion, const TensorMap& gradient,
                                    const PeftAdapter& adapter, const BackboneShape& shape);

}  // namespace lathe
