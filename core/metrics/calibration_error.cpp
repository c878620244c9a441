// SPDX-License-Identifier: Apache-2.0
// Expected calibration error over 15 bins of equal width (Guo et al. 2017): how far, on average, the
// probability that was given to a decision lies from the share of such decisions that are right.
#include <algorithm>
#include <cmath>

#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric calibration_error();

namespace {

constexpr std::size_t kBins = 15;

std::optional<Statistics> bins(const Measured& measured) {
    if (measured.confidence.empty()) return std::nullopt;
    Statistics statistics{3 * kBins, std::vector<double>(3 * kBins * measured.confidence.size(), 0.0)};
    for (std::size_t row = 0; row < measured.confidence.size(); ++row) {
        const double confidence = measured.confidence[row];
        // A bin reaches from above its lower border up to its upper one.
        const double place = std::ceil(confidence * static_cast<double>(kBins)) - 1;
        const auto bin = static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(kBins - 1)));
        double* numbers = statistics.numbers.data() + 3 * (row * kBins + bin);
        const bool right =
            measured.truth.empty() ? measured.rank[row] == 1 : measured.truth[row] == measured.chosen[row];
        numbers[0] = 1;
        numbers[1] = right ? 1 : 0;
        numbers[2] = confidence;
    }
    return statistics;
}

double ofSums(std::span<const double> sums) {
    double rows = 0, away = 0;
    for (std::size_t i = 0; i + 2 < sums.size(); i += 3) {
        rows += sums[i];
        away += std::fabs(sums[i + 1] - sums[i + 2]);
    }
    return rows > 0 ? away / rows : 0;
}

}  // namespace

Metric calibration_error() {
    return {.name = "calibration_error", .lowerIsBetter = true, .statistics = bins, .value = ofSums};
}

}  // namespace lathe::metrics
