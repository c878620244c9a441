// SPDX-License-Identifier: Apache-2.0
// Share of rows whose decision is the truth.
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric accuracy();

namespace {

std::optional<Statistics> rightRows(const Measured& measured) {
    if (measured.truth.empty()) return std::nullopt;
    std::vector<double> right;
    for (std::size_t row = 0; row < measured.truth.size(); ++row)
        right.push_back(measured.truth[row] == measured.chosen[row] ? 1 : 0);
    return averaged(right);
}

}  // namespace

Metric accuracy() {
    return {.name = "accuracy", .statistics = rightRows, .value = mean};
}

}  // namespace lathe::metrics
