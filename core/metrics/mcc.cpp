// SPDX-License-Identifier: Apache-2.0
// Matthews' correlation for any number of classes (Gorodkin 2004): 0 where one side knows only one class. An
// answer that is no class counts as one more.
#include <cmath>

#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric mcc();

namespace {

std::optional<Statistics> classCounts(const Measured& measured) {
    auto table = classTable(measured);
    if (!table) return std::nullopt;
    return std::move(table->statistics);
}

double ofSums(std::span<const double> sums) {
    double rows = 0, right = 0, products = 0, truths = 0, choices = 0;
    for (std::size_t i = 0; i + 2 < sums.size(); i += 3) {
        const double truth = sums[i] + sums[i + 2], chosen = sums[i] + sums[i + 1];
        rows += truth;
        right += sums[i];
        products += truth * chosen;
        truths += truth * truth;
        choices += chosen * chosen;
    }
    const double spread = (rows * rows - truths) * (rows * rows - choices);
    return spread > 0 ? (right * rows - products) / std::sqrt(spread) : 0.0;
}

}  // namespace

Metric mcc() {
    return {.name = "mcc", .statistics = classCounts, .value = ofSums};
}

}  // namespace lathe::metrics
