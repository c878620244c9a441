// SPDX-License-Identifier: Apache-2.0
// A learning rate's range test (Smith 2017): the rate rises from step to step, and the loss says which rates
// learn.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"

namespace lathe {

struct RangePoint {
    double rate = 0, loss = 0;
};

struct RangeReading {
    double steepest = 0;  ///< the rate at which the smoothed loss falls fastest, by the rate's logarithm
    double lowest = 0;    ///< the rate at which the smoothed loss is lowest
    double broken = 0;    ///< the first rate at which it stands at twice its lowest, or is no number; 0: none
    std::vector<double> smoothed;  ///< of the points until there
};

/// Reads points in the order of their steps, rates rising. Refuses fewer than 10 finite losses, and a loss
/// that never falls by a twentieth.
Result<RangeReading> readRange(const std::vector<RangePoint>& points);

}  // namespace lathe
