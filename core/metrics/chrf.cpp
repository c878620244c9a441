// SPDX-License-Identifier: Apache-2.0
// chrF2 over all texts (Popovic 2015) as sacrebleu 2 computes it by default: runs of one to six characters
// without white space, recall weighs twice; each text is held against the reference that fits it best. From 0
// to 100.
#include <algorithm>

#include "core/base/text.h"
#include "core/metrics/ngrams.h"
#include "core/metrics/statistics.h"
#include "core/text/letters.h"

namespace lathe::metrics {

Metric chrf();

namespace {

constexpr std::size_t kOrders = 6;
constexpr std::size_t kWidth =
    3 * kOrders;               ///< runs of the text, of the reference, and of both, of each order
constexpr double kWeight = 4;  ///< beta squared

std::vector<std::int32_t> characters(std::string_view text) {
    std::vector<std::int32_t> all;
    for (std::size_t at = 0; at < text.size();)
        if (const char32_t point = nextCodePoint(text, at); !isSpace(point))
            all.push_back(static_cast<std::int32_t>(point));
    return all;
}

double ofSums(std::span<const double> sums) {
    double precision = 0, recall = 0, orders = 0;
    for (std::size_t i = 0; i < kWidth; i += 3) {
        if (sums[i] == 0 || sums[i + 1] == 0) continue;
        precision += sums[i + 2] / sums[i];
        recall += sums[i + 2] / sums[i + 1];
        ++orders;
    }
    if (orders == 0 || precision + recall == 0) return 0;
    precision /= orders;
    recall /= orders;
    return 100 * (1 + kWeight) * precision * recall / (kWeight * precision + recall);
}

std::optional<Statistics> counts(const Measured& measured) {
    if (measured.texts.empty()) return std::nullopt;
    Statistics statistics{kWidth, {}};
    for (std::size_t row = 0; row < measured.texts.size(); ++row) {
        const auto said = characters(measured.texts[row]);
        std::vector<Runs> runs;
        for (std::size_t n = 1; n <= kOrders; ++n) runs.push_back(runsOf(said, n));
        std::vector<double> best(kWidth, 0.0);
        double most = -1;
        for (const std::string& reference : measured.references[row]) {
            const auto wanted = characters(reference);
            std::vector<double> numbers;
            for (std::size_t n = 1; n <= kOrders; ++n) {
                const auto count = [&](const std::vector<std::int32_t>& of) {
                    return static_cast<double>(of.size() < n ? 0 : of.size() - n + 1);
                };
                // Runs that the reference is too short for are not held against the text.
                numbers.push_back(count(wanted) > 0 ? count(said) : 0);
                numbers.push_back(count(wanted));
                numbers.push_back(static_cast<double>(shared(runs[n - 1], runsOf(wanted, n))));
            }
            if (const double score = ofSums(numbers); score > most) {
                most = score;
                best = std::move(numbers);
            }
        }
        statistics.numbers.insert(statistics.numbers.end(), best.begin(), best.end());
    }
    return statistics;
}

}  // namespace

Metric chrf() {
    return {.name = "chrf", .ofTexts = true, .statistics = counts, .value = ofSums};
}

}  // namespace lathe::metrics
