// SPDX-License-Identifier: Apache-2.0
// 2 TP / (2 TP + FP + FN) with the counts of all classes added up.
#include "core/engine/evaluation/metrics/metric.h"

namespace lathe::metrics {

std::optional<double> f1_micro(const Measured& measured);

std::optional<double> f1_micro(const Measured& measured) {
    if (measured.truth.empty() || !measured.sameClasses) return std::nullopt;
    ClassCounts all;
    for (const auto& [label, count] : classCounts(measured)) {
        all.right += count.right;
        all.chosenWrongly += count.chosenWrongly;
        all.missed += count.missed;
    }
    return 2.0 * static_cast<double>(all.right) /
           static_cast<double>(2 * all.right + all.chosenWrongly + all.missed);
}

}  // namespace lathe::metrics
