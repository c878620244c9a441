// SPDX-License-Identifier: Apache-2.0
// What a prefix is before the first step: what the frozen model makes of real words, random numbers, next to
// nothing, or another run's prefix.
#pragma once

#include "core/engine/method.h"
#include "core/methods/prefix_tuning/description_shape.h"

namespace lathe::prefix_tuning {

/// The computed tensors as method.init says (not for a network that starts at random).
Result<TensorMap> startingPrefix(const PrefixShape& shape, const Recipe& recipe, Backbone& backbone,
                                 const MethodStart& start);

}  // namespace lathe::prefix_tuning
