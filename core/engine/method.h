// SPDX-License-Identifier: Apache-2.0
// A method while it trains: parameters, the prompt that they compute, and the gradient's way back. Free of
// torch.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/engine/backbone.h"
#include "core/spec/recipe.h"
#include "core/spec/tensor.h"

namespace lathe {

/// What a start may need beside the backbone: words by the tokenizer, label tokens, an earlier run's or a
/// file's prompt.
struct MethodStart {
    std::shared_ptr<const Tokenizer> tokenizer;
    std::vector<std::string> verbalizers;
    std::vector<std::int32_t> slotWords;                           ///< from {soft:words}; -1: none
    std::function<Result<TensorMap>(std::string_view run)> ofRun;  ///< computed tensors of another run
    std::span<const EncodedRow> rows;                              ///< training rows, for starts that measure
    std::function<void(std::string_view text)> told;               ///< hears what a start is worth saying
};

class Method {
  public:
    virtual ~Method() = default;
    /// The trained parameters, float32; the optimizer changes their data in place.
    virtual TensorMap& parameters() = 0;
    /// Whether parameters() are what compute() gives while training, and their gradient is its gradient: nothing is
    /// copied then.
    virtual bool direct() const { return false; }
    /// The prompt or prefix as the backbone takes it.
    virtual Result<TensorMap> compute(std::int64_t step, bool training) = 0;
    /// From the gradient of compute()'s tensors to the parameters' (same order as parameters()).
    virtual Result<TensorMap> backward(const TensorMap& gradient) = 0;
};

/// The method that a recipe names, started as it says (`resume` false), or empty for a resume state's
/// tensors.
Result<std::unique_ptr<Method>> makeMethod(const Recipe& recipe, Backbone& backbone, const MethodStart& start,
                                           bool resume);

}  // namespace lathe
