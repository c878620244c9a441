// SPDX-License-Identifier: Apache-2.0
// Mean negative log-likelihood of the true answers, over their tokens or over rows as task.loss says.
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric loss();

namespace {

std::optional<Statistics> lossParts(const Measured& measured) {
    if (measured.logLikelihood.empty()) return std::nullopt;
    Statistics statistics{2, {}};
    for (std::size_t row = 0; row < measured.logLikelihood.size(); ++row)
        statistics.numbers.insert(statistics.numbers.end(),
                                  {-measured.logLikelihood[row],
                                   measured.lossOverRows ? 1.0 : static_cast<double>(measured.tokens[row])});
    return statistics;
}

}  // namespace

Metric loss() {
    return {.name = "loss", .lowerIsBetter = true, .statistics = lossParts, .value = mean};
}

}  // namespace lathe::metrics
