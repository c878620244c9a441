// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/optimizers/adam_rule.h"

namespace lathe::optimizers {

std::unique_ptr<Optimizer> adam(const Recipe& recipe, const TensorMap& parameters) {
    return adamRule(recipe, parameters, Decay::Gradient);
}

}  // namespace lathe::optimizers
