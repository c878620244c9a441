// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/optimizer.h"

#include <cassert>

namespace lathe {

// One file each in optimizers/; the registry is the recipe's (core/spec/optimizers.inc).
#define X(name)                                                                         \
    namespace optimizers {                                                              \
    std::unique_ptr<Optimizer> name(const Recipe& recipe, const TensorMap& parameters); \
    }
#include "core/spec/optimizers.inc"
#undef X

namespace {

std::unique_ptr<Optimizer> makeOne(const Recipe& recipe, const TensorMap& parameters) {
    const std::string kind = recipe.text("optimizer.kind");
#define X(name) \
    if (kind == #name) return optimizers::name(recipe, parameters);
#include "core/spec/optimizers.inc"
#undef X
    assert(false && "a checked recipe names an optimizer that exists");
    return nullptr;
}

/// A prompt's parameters at the recipe's rate and the backbone's weights at their own, each with its own
/// memory.
class TwoRates : public Optimizer {
  public:
    TwoRates(const Recipe& recipe, const TensorMap& parameters, double share) : share_(share) {
        TensorMap prompt, weights;  // names and shapes alone
        for (const HostTensor& parameter : parameters)
            (isWeight(parameter) ? weights : prompt).push_back(parameter);
        prompt_ = makeOne(recipe, prompt);
        weights_ = makeOne(recipe, weights);
    }

    void update(TensorMap& parameters, const TensorMap& gradient, std::int64_t step, double rate) override {
        for (const bool ofWeights : {false, true}) {
            TensorMap part, slope;
            std::vector<std::size_t> from;
            for (std::size_t i = 0; i < parameters.size(); ++i) {
                if (isWeight(gradient[i]) != ofWeights) continue;  // of the same names
                part.push_back(std::move(parameters[i]));
                slope.push_back(gradient[i]);
                from.push_back(i);
            }
            (ofWeights ? weights_ : prompt_)->update(part, slope, step, ofWeights ? rate * share_ : rate);
            for (std::size_t i = 0; i < from.size(); ++i) parameters[from[i]] = std::move(part[i]);
        }
    }

    TensorMap state() const override {
        TensorMap all = prompt_->state();
        for (HostTensor& tensor : weights_->state()) all.push_back(std::move(tensor));
        return all;
    }

    Result<> restore(const TensorMap& state) override {
        LATHE_CHECK(prompt_->restore(state));
        return weights_->restore(state);
    }

  private:
    double share_;  ///< of the rate
    std::unique_ptr<Optimizer> prompt_, weights_;
};

}  // namespace

std::unique_ptr<Optimizer> makeOptimizer(const Recipe& recipe, const TensorMap& parameters) {
    const Json& rate = recipe.json().at("method.backbone_learning_rate");
    const double whole = recipe.number("optimizer.learning_rate");
    if (!rate.isNumber() || whole <= 0) return makeOne(recipe, parameters);
    return std::make_unique<TwoRates>(recipe, parameters, rate.toNumber() / whole);
}

}  // namespace lathe
