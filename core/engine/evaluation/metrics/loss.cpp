// SPDX-License-Identifier: Apache-2.0
// Mean negative log-likelihood of the true answers, over their tokens or over rows as task.loss says.
#include "core/engine/evaluation/metrics/metric.h"

namespace lathe::metrics {

std::optional<double> loss(const Measured& measured);

std::optional<double> loss(const Measured& measured) {
    if (measured.lossParts == 0) return std::nullopt;
    return measured.negativeLogLikelihood / static_cast<double>(measured.lossParts);
}

}  // namespace lathe::metrics
