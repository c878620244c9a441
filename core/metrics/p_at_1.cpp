// SPDX-License-Identifier: Apache-2.0
// Share of rows whose right answer is the likeliest.
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric p_at_1();

Metric p_at_1() {
    const auto within = [](const Measured& measured) { return rankedWithin(measured, 1); };
    return {.name = "p@1", .statistics = within, .value = mean};
}

}  // namespace lathe::metrics
