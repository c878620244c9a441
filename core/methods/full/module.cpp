// SPDX-License-Identifier: Apache-2.0
// Model tuning: the parameters are the backbone's weights themselves.
#include "core/methods/full/description_weights.h"
#include "core/methods/full/module_weights.h"

namespace lathe::full {
namespace {

class Full : public Method {
  public:
    explicit Full(TensorMap weights) : weights_(std::move(weights)) {}

    TensorMap& parameters() override { return weights_; }
    Result<TensorMap> compute(std::int64_t, bool) override { return weights_; }
    Result<TensorMap> backward(const TensorMap& gradient) override { return gradient; }

  private:
    TensorMap weights_;
};

}  // namespace

Result<std::unique_ptr<Method>> makeMethod(const Recipe& recipe, Backbone& backbone, const MethodStart& start,
                                           bool resume);

Result<std::unique_ptr<Method>> makeMethod(const Recipe& recipe, Backbone& backbone, const MethodStart& start,
                                           bool resume) {
    LATHE_TRY(weights, trainedWeights(recipe, backbone, start, layersOf(recipe), resume));
    constexpr double kLarge = 1e-3;
    const bool adaptive = recipe.text("optimizer.kind") != "sgd";
    if (start.told && adaptive && recipe.number("optimizer.learning_rate") > kLarge)
        start.told(
            "optimizer.learning_rate is large for a model's own weights, for which 0.00001 to 0.0001 is "
            "usual");
    return std::make_unique<Full>(std::move(weights));
}

}  // namespace lathe::full
