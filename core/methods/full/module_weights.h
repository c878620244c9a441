// SPDX-License-Identifier: Apache-2.0
// A backbone's weights as a method's parameters. Also p_tuning's, with tune_backbone.
#pragma once

#include "core/engine/method.h"

namespace lathe::full {

/// The weights that `layers` (0: all) leaves to training, "weight.NAME": the backbone's own values, or empty
/// of them for a resume state's. Says what they need of memory and refuses what the machine does not have;
/// for a batch the largest one that the rows of `start` can make counts.
Result<TensorMap> trainedWeights(const Recipe& recipe, Backbone& backbone, const MethodStart& start,
                                 std::int64_t layers, bool resume);

}  // namespace lathe::full
