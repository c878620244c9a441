// SPDX-License-Identifier: Apache-2.0
// What a sweep varies: axes of values, and the configurations that they span.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace lathe {

/// One option with the values that are tried, each as --set takes it; or numbers between two bounds.
struct SweepAxis {
    std::string key;
    std::vector<std::string> values;
    bool range = false;  ///< drawn from low to high, evenly in their logarithm where both are above 0
    bool whole = false;  ///< both bounds are whole numbers, and so is what is drawn
    double low = 0, high = 0;
};

/// Options with their values, as --set takes them.
using SweepSettings = std::vector<std::pair<std::string, std::string>>;

/// Reads "key.path=v1,v2" (commas inside quotes, brackets and braces do not part values) or
/// "key.path=low..high".
Result<SweepAxis> readAxis(std::string_view text);

/// Without `random`: every combination, the last axis fastest. With it: so many drawn ones, all different; as
/// many as there are where the axes have fewer. Refuses an axis that stands twice, and ranges without
/// `random`.
Result<std::vector<SweepSettings>> sweepConfigurations(const std::vector<SweepAxis>& axes,
                                                       std::int64_t random, std::uint64_t seed);

}  // namespace lathe
