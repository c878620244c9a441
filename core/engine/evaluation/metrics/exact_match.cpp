// SPDX-License-Identifier: Apache-2.0
// Share of rows whose decoded text is the target, spaces around it aside.
#include "core/engine/evaluation/metrics/metric.h"

namespace lathe::metrics {

std::optional<double> exact_match(const Measured& measured);

std::optional<double> exact_match(const Measured& measured) {
    if (measured.exact.empty()) return std::nullopt;
    std::int64_t right = 0;
    for (const bool same : measured.exact) right += same ? 1 : 0;
    return static_cast<double>(right) / static_cast<double>(measured.exact.size());
}

}  // namespace lathe::metrics
