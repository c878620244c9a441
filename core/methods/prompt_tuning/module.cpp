// SPDX-License-Identifier: Apache-2.0
// Prompt tuning (Lester, Al-Rfou, Constant, EMNLP 2021): the prompt is the parameter, and its gradient the
// parameter's.
#include <cassert>

#include "core/engine/method.h"
#include "core/methods/prompt_tuning/module_init.h"

namespace lathe::prompt_tuning {
namespace {

class PromptTuning : public Method {
  public:
    explicit PromptTuning(HostTensor prompt) : parameters_{std::move(prompt)} {}

    TensorMap& parameters() override { return parameters_; }
    bool direct() const override { return true; }
    Result<TensorMap> compute(std::int64_t, bool) override { return parameters_; }
    Result<TensorMap> backward(const TensorMap& gradient) override {
        assert(gradient.size() == 1 && gradient[0].shape == parameters_[0].shape);
        return gradient;
    }

  private:
    TensorMap parameters_;
};

}  // namespace

Result<std::unique_ptr<Method>> makeMethod(const Recipe& recipe, Backbone& backbone, const MethodStart& start,
                                           bool resume);

Result<std::unique_ptr<Method>> makeMethod(const Recipe& recipe, Backbone& backbone, const MethodStart& start,
                                           bool resume) {
    if (resume) {
        HostTensor prompt{"prompt", {recipe.integer("method.tokens"), backbone.shape().width}, {}};
        prompt.data.resize(static_cast<std::size_t>(prompt.elements()));
        return std::make_unique<PromptTuning>(std::move(prompt));
    }
    LATHE_TRY(prompt, startingPrompt(recipe, backbone, start));
    return std::make_unique<PromptTuning>(std::move(prompt));
}

}  // namespace lathe::prompt_tuning
