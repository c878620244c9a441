// SPDX-License-Identifier: Apache-2.0
// 2 TP / (2 TP + FP + FN) with the counts of all classes added up; an answer that is no class is no false
// positive of any.
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric f1_micro();

namespace {

std::optional<Statistics> allCounts(const Measured& measured) {
    if (measured.truth.empty() || !measured.sameClasses) return std::nullopt;
    Statistics statistics{2, {}};
    for (std::size_t row = 0; row < measured.truth.size(); ++row) {
        const bool right = measured.truth[row] == measured.chosen[row];
        const double wrong = right ? 0 : measured.chosen[row] == -1 ? 1 : 2;
        statistics.numbers.insert(statistics.numbers.end(), {right ? 2.0 : 0.0, wrong + (right ? 2.0 : 0.0)});
    }
    return statistics;
}

}  // namespace

Metric f1_micro() {
    return {.name = "f1_micro", .statistics = allCounts, .value = mean};
}

}  // namespace lathe::metrics
