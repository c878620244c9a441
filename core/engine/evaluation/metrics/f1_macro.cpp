// SPDX-License-Identifier: Apache-2.0
// Mean over the classes that occur of 2 TP / (2 TP + FP + FN).
#include "core/engine/evaluation/metrics/metric.h"

namespace lathe::metrics {

std::optional<double> f1_macro(const Measured& measured);

std::optional<double> f1_macro(const Measured& measured) {
    if (measured.truth.empty() || !measured.sameClasses) return std::nullopt;
    const auto counts = classCounts(measured);
    double sum = 0;
    for (const auto& [label, count] : counts)
        sum += 2.0 * static_cast<double>(count.right) /
               static_cast<double>(2 * count.right + count.chosenWrongly + count.missed);
    return sum / static_cast<double>(counts.size());
}

}  // namespace lathe::metrics
