// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/optimizers/adam_rule.h"

#include <cmath>

#include "core/engine/parallel/parallel.h"

namespace lathe::optimizers {
namespace {

class AdamRule : public Optimizer {
  public:
    AdamRule(const Recipe& recipe, const TensorMap& parameters, Decay decay)
        : decay_(decay),
          beta1_(recipe.number("optimizer.beta1")),
          beta2_(recipe.number("optimizer.beta2")),
          epsilon_(static_cast<float>(recipe.number("optimizer.epsilon"))),
          weightDecay_(recipe.number("optimizer.weight_decay")),
          first_(zerosLike(parameters, "first")),
          second_(zerosLike(parameters, "second")) {}

    void update(TensorMap& parameters, const TensorMap& gradient, std::int64_t step, double rate) override {
        const auto count = static_cast<double>(step);
        const auto stepSize = static_cast<float>(rate / (1.0 - std::pow(beta1_, count)));
        const auto rootOfCorrection = static_cast<float>(std::sqrt(1.0 - std::pow(beta2_, count)));
        const auto kept = static_cast<float>(1.0 - rate * weightDecay_);
        const auto l2 = static_cast<float>(weightDecay_);
        const auto new1 = static_cast<float>(1.0 - beta1_);
        const auto old2 = static_cast<float>(beta2_), new2 = static_cast<float>(1.0 - beta2_);
        for (std::size_t t = 0; t < parameters.size(); ++t) {
            float* value = parameters[t].data.data();
            const float* slope = gradient[t].data.data();
            float* first = first_[t].data.data();
            float* second = second_[t].data.data();
            // A network's weights are millions: each number by itself, so threads change no bit.
            const auto numbers = static_cast<std::int64_t>(parameters[t].data.size());
            parallelRange(numbers, 1 << 14, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t i = begin; i < end; ++i) {
                    float g = slope[i];
                    if (decay_ == Decay::Gradient) g += l2 * value[i];
                    first[i] += new1 * (g - first[i]);
                    second[i] = old2 * second[i] + new2 * g * g;
                    if (decay_ == Decay::Value) value[i] *= kept;
                    value[i] -= stepSize * first[i] / (std::sqrt(second[i]) / rootOfCorrection + epsilon_);
                }
            });
        }
    }

    TensorMap state() const override {
        TensorMap all = first_;
        all.insert(all.end(), second_.begin(), second_.end());
        return all;
    }

    Result<> restore(const TensorMap& state) override {
        LATHE_CHECK(restoreInto(first_, state));
        return restoreInto(second_, state);
    }

  private:
    Decay decay_;
    double beta1_, beta2_;
    float epsilon_;
    double weightDecay_;
    TensorMap first_, second_;
};

}  // namespace

std::unique_ptr<Optimizer> adamRule(const Recipe& recipe, const TensorMap& parameters, Decay decay) {
    return std::make_unique<AdamRule>(recipe, parameters, decay);
}

}  // namespace lathe::optimizers
