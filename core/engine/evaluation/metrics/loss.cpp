// SPDX-License-Identifier: Apache-2.0
// Mean negative log-likelihood of a token of the true answer, natural logarithm.
#include "core/engine/evaluation/metrics/metric.h"

namespace lathe::metrics {

std::optional<double> loss(const Measured& measured);

std::optional<double> loss(const Measured& measured) {
    if (measured.tokens == 0) return std::nullopt;
    return measured.negativeLogLikelihood / static_cast<double>(measured.tokens);
}

}  // namespace lathe::metrics
