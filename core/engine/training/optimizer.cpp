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

std::unique_ptr<Optimizer> makeOptimizer(const Recipe& recipe, const TensorMap& parameters) {
    const std::string kind = recipe.text("optimizer.kind");
#define X(name) \
    if (kind == #name) return optimizers::name(recipe, parameters);
#include "core/spec/optimizers.inc"
#undef X
    assert(false && "a checked recipe names an optimizer that exists");
    return nullptr;
}

}  // namespace lathe
