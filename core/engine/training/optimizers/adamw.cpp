// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/optimizers/adam_rule.h"

namespace lathe::optimizers {

std::unique_ptr<Optimizer> adamw(const Recipe& recipe, const TensorMap& parameters) {
    return adamRule(recipe, parameters, Decay::Value);
}

}  // namespace lathe::optimizers
