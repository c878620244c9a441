// SPDX-License-Identifier: Apache-2.0
// Adam (Kingma and Ba 2015, algorithm 1) with both places for weight decay. Private to this folder.
#pragma once

#include <memory>

#include "core/engine/training/optimizers/moments.h"

namespace lathe::optimizers {

enum class Decay {
    Gradient,  ///< L2: decay * value is added to the gradient (Adam)
    Value,     ///< rate * decay * value is taken from the value (AdamW, Loshchilov and Hutter 2019)
};

/// m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, value -= rate * m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) +
/// epsilon).
std::unique_ptr<Optimizer> adamRule(const Recipe& recipe, const TensorMap& parameters, Decay decay);

}  // namespace lathe::optimizers
