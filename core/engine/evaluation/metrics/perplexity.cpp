// SPDX-License-Identifier: Apache-2.0
// e to the mean negative log-likelihood of a token.
#include <cmath>

#include "core/engine/evaluation/metrics/metric.h"

namespace lathe::metrics {

std::optional<double> perplexity(const Measured& measured);

std::optional<double> perplexity(const Measured& measured) {
    if (measured.tokens == 0) return std::nullopt;
    return std::exp(measured.negativeLogLikelihood / static_cast<double>(measured.tokens));
}

}  // namespace lathe::metrics
