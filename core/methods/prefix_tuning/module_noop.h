// SPDX-License-Identifier: Apache-2.0
// A start without effect: values of zero, and keys that the backbone's queries look away from.
#pragma once

#include "core/engine/method.h"
#include "core/methods/prefix_tuning/description_shape.h"

namespace lathe::prefix_tuning {

/// The share of each head's attention that the whole prefix aims at, over training rows' queries: next to
/// none, and not so little that nothing can be learned of it.
inline constexpr double kNoopShare = 8e-4;
/// What counts as next to none.
inline constexpr double kNoopLimit = 1e-3;

/// Keys against the directions of the rows' queries, each a little different so that tokens learn apart; says
/// the share that they get.
Result<TensorMap> startWithoutEffect(const PrefixShape& shape, const Recipe& recipe, Backbone& backbone,
                                     const MethodStart& start);

}  // namespace lathe::prefix_tuning
