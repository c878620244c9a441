// SPDX-License-Identifier: Apache-2.0
// Matthews' correlation for any number of classes (Gorodkin 2004): 0 where one side knows only one class.
#include <cmath>

#include "core/engine/evaluation/metrics/metric.h"

namespace lathe::metrics {

std::optional<double> mcc(const Measured& measured);

std::optional<double> mcc(const Measured& measured) {
    if (measured.truth.empty() || !measured.sameClasses) return std::nullopt;
    const auto rows = static_cast<double>(measured.truth.size());
    double right = 0, products = 0, truths = 0, choices = 0;
    for (const auto& [label, count] : classCounts(measured)) {
        const auto truth = static_cast<double>(count.right + count.missed);
        const auto chosen = static_cast<double>(count.right + count.chosenWrongly);
        right += static_cast<double>(count.right);
        products += truth * chosen;
        truths += truth * truth;
        choices += chosen * chosen;
    }
    const double spread = (rows * rows - truths) * (rows * rows - choices);
    return spread > 0 ? (right * rows - products) / std::sqrt(spread) : 0.0;
}

}  // namespace lathe::metrics
