// SPDX-License-Identifier: Apache-2.0
// Mean over the classes that occur of 2 TP / (2 TP + FP + FN). An answer that is no class misses the right
// one and adds no class of its own.
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric f1_macro();

namespace {

std::optional<Statistics> classCounts(const Measured& measured) {
    auto table = classTable(measured);
    if (!table) return std::nullopt;
    if (table->none < 0) return table->statistics;
    Statistics without{table->statistics.width - 3, {}};
    for (std::size_t i = 0; i < table->statistics.numbers.size(); ++i)
        if (i % table->statistics.width >= 3) without.numbers.push_back(table->statistics.numbers[i]);
    return without;
}

double ofSums(std::span<const double> sums) {
    double sum = 0, classes = 0;
    for (std::size_t i = 0; i + 2 < sums.size(); i += 3) {
        const double all = 2 * sums[i] + sums[i + 1] + sums[i + 2];
        if (all == 0) continue;
        sum += 2 * sums[i] / all;
        ++classes;
    }
    return classes > 0 ? sum / classes : 0;
}

}  // namespace

Metric f1_macro() {
    return {.name = "f1_macro", .statistics = classCounts, .value = ofSums};
}

}  // namespace lathe::metrics
