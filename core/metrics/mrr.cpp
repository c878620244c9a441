// SPDX-License-Identifier: Apache-2.0
// Mean of one over the rank of the right answer.
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric mrr();

namespace {

std::optional<Statistics> reciprocalRanks(const Measured& measured) {
    if (measured.rank.empty()) return std::nullopt;
    std::vector<double> all;
    for (const std::int64_t rank : measured.rank) all.push_back(1.0 / static_cast<double>(rank));
    return averaged(all);
}

}  // namespace

Metric mrr() {
    return {.name = "mrr", .statistics = reciprocalRanks, .value = mean};
}

}  // namespace lathe::metrics
