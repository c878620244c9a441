// SPDX-License-Identifier: Apache-2.0
// Gradient descent with momentum: b = momentum * b + g, value -= rate * b (L2 decay is added to g).
#include "core/engine/training/optimizers/moments.h"

namespace lathe::optimizers {
namespace {

class Sgd : public Optimizer {
  public:
    Sgd(const Recipe& recipe, const TensorMap& parameters)
        : momentum_(static_cast<float>(recipe.number("optimizer.momentum"))),
          weightDecay_(static_cast<float>(recipe.number("optimizer.weight_decay"))) {
        if (momentum_ > 0) memory_ = zerosLike(parameters, "momentum");
    }

    void update(TensorMap& parameters, const TensorMap& gradient, std::int64_t, double rate) override {
        const auto size = static_cast<float>(rate);
        for (std::size_t t = 0; t < parameters.size(); ++t)
            for (std::size_t i = 0; i < parameters[t].data.size(); ++i) {
                float& value = parameters[t].data[i];
                float way = gradient[t].data[i] + weightDecay_ * value;
                if (momentum_ > 0) {
                    float& memory = memory_[t].data[i];
                    memory = momentum_ * memory +
                             way;  // zero before the first step, so that step takes the plain gradient
                    way = memory;
                }
                value -= size * way;
            }
    }

    TensorMap state() const override { return memory_; }
    Result<> restore(const TensorMap& state) override { return restoreInto(memory_, state); }

  private:
    float momentum_, weightDecay_;
    TensorMap memory_;
};

}  // namespace

std::unique_ptr<Optimizer> sgd(const Recipe& recipe, const TensorMap& parameters) {
    return std::make_unique<Sgd>(recipe, parameters);
}

}  // namespace lathe::optimizers
