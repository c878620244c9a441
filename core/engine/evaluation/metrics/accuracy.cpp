// SPDX-License-Identifier: Apache-2.0
// Share of rows whose decision is the truth.
#include "core/engine/evaluation/metrics/metric.h"

namespace lathe::metrics {

std::optional<double> accuracy(const Measured& measured);

std::optional<double> accuracy(const Measured& measured) {
    if (measured.truth.empty()) return std::nullopt;
    std::int64_t right = 0;
    for (std::size_t i = 0; i < measured.truth.size(); ++i)
        right += measured.truth[i] == measured.chosen[i] ? 1 : 0;
    return static_cast<double>(right) / static_cast<double>(measured.truth.size());
}

}  // namespace lathe::metrics
