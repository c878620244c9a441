// SPDX-License-Identifier: Apache-2.0
// Share of rows whose right answer is among the ten likeliest.
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric p_at_10();

Metric p_at_10() {
    const auto within = [](const Measured& measured) { return rankedWithin(measured, 10); };
    return {.name = "p@10", .statistics = within, .value = mean};
}

}  // namespace lathe::metrics
