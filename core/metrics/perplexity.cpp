// SPDX-License-Identifier: Apache-2.0
// e to the mean negative log-likelihood of a token.
#include <cmath>

#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric perplexity();

namespace {

std::optional<Statistics> tokenParts(const Measured& measured) {
    if (measured.logLikelihood.empty()) return std::nullopt;
    Statistics statistics{2, {}};
    for (std::size_t row = 0; row < measured.logLikelihood.size(); ++row)
        statistics.numbers.insert(statistics.numbers.end(),
                                  {-measured.logLikelihood[row], static_cast<double>(measured.tokens[row])});
    return statistics;
}

double ofSums(std::span<const double> sums) {
    return std::exp(mean(sums));
}

}  // namespace

Metric perplexity() {
    return {.name = "perplexity", .lowerIsBetter = true, .statistics = tokenParts, .value = ofSums};
}

}  // namespace lathe::metrics
