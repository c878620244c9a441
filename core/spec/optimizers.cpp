// SPDX-License-Identifier: Apache-2.0
#include "core/spec/kinds.h"

namespace lathe {
namespace {

Option number(std::string key, std::string label, std::string help, double fallback, double minimum,
              double maximum) {
    return {.key = "optimizer." + key,
            .type = OptionType::Number,
            .label = std::move(label),
            .help = std::move(help),
            .fallback = fallback,
            .minimum = minimum,
            .maximum = maximum};
}

Option folded(Option option) {
    option.advanced = true;
    return option;
}

Option learningRate(double fallback) {
    Option option =
        number("learning_rate", "Learning rate",
               "How far a step goes. Prompts need larger rates than weights: 0.003 to 0.3 are usual.",
               fallback, 0, 1000);
    option.exclusiveMinimum = true;
    return option;
}

Option weightDecay(std::string help, double fallback) {
    return number("weight_decay", "Weight decay", std::move(help), fallback, 0, 10);
}

std::vector<Option> adamOptions(std::string decay) {
    Option beta1 = folded(number("beta1", "Beta 1", "Memory of the gradient's mean.", 0.9, 0, 0.999999));
    Option beta2 =
        folded(number("beta2", "Beta 2", "Memory of the gradient's square.", 0.999, 0, 0.99999999));
    Option epsilon =
        folded(number("epsilon", "Epsilon", "Added to the root of the gradient's square.", 1e-8, 0, 1));
    epsilon.exclusiveMinimum = true;
    return {learningRate(0.01), weightDecay(std::move(decay), 0), beta1, beta2, epsilon};
}

Kind adamw() {
    return {.name = "adamw",
            .label = "AdamW",
            .help = "Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).",
            .options = adamOptions("Share of each value taken away a step, times the learning rate.")};
}

Kind adam() {
    return {.name = "adam",
            .label = "Adam",
            .help = "Adam; weight decay is added to the gradient (Kingma and Ba 2015).",
            .options = adamOptions("Times each value, added to its gradient (L2).")};
}

Kind adafactor() {
    Option epsilon = folded(number("epsilon", "Epsilon", "Added to the gradient's square.", 1e-30, 0, 1));
    epsilon.exclusiveMinimum = true;
    Option decay =
        folded(number("decay", "Decay exponent",
                      "The square's memory at step t is 1 - t to the power of minus this.", 0.8, 0, 1));
    decay.exclusiveMinimum = true;
    Option clip = folded(
        number("clip_threshold", "Update clipping", "Largest root mean square of an update.", 1, 0, 1e6));
    clip.exclusiveMinimum = true;
    return {
        .name = "adafactor",
        .label = "Adafactor",
        .help =
            "Squares kept by rows and columns, no parameter scaling (Shazeer and Stern 2018); Lester et al. "
            "trained "
            "prompts with it.",
        .options = {learningRate(0.03),
                    weightDecay("Share of each value taken away a step, times the learning rate.", 0), decay,
                    clip,
                    folded(number("momentum", "Momentum", "Memory of the update; 0: none.", 0, 0, 0.999999)),
                    epsilon}};
}

Kind sgd() {
    return {.name = "sgd",
            .label = "SGD",
            .help = "Plain gradient descent, with momentum where asked.",
            .options = {learningRate(0.1), weightDecay("Times each value, added to its gradient (L2).", 0),
                        number("momentum", "Momentum", "Memory of the gradient; 0: none.", 0, 0, 0.999999)}};
}

}  // namespace

std::vector<Kind> optimizerKinds() {
#define X(name) name(),
    return {
#include "core/spec/optimizers.inc"
    };
#undef X
}

}  // namespace lathe
