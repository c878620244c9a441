// SPDX-License-Identifier: Apache-2.0
// BLEU over all texts (Papineni et al. 2002) as sacrebleu 2 computes it by default: tokenisation 13a, runs of
// one to four words, the closest reference length (the shorter at a tie), exponential smoothing of orders
// without a match. From 0 to 100.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/metrics/bleu_words.h"
#include "core/metrics/ngrams.h"
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric bleu();

namespace {

constexpr std::size_t kOrders = 4;
/// Words written, words of the closest reference, then matches and runs of each order.
constexpr std::size_t kWidth = 2 + 2 * kOrders;

void addText(const std::string& text, const std::vector<std::string>& references, double* numbers) {
    Numbering<std::string> numbering;
    const auto said = numbering.of(bleuWords(text));
    const auto length = static_cast<std::int64_t>(said.size());
    std::vector<Runs> most(kOrders);
    std::int64_t closest = -1;
    for (const std::string& reference : references) {
        const auto words = numbering.of(bleuWords(reference));
        const auto size = static_cast<std::int64_t>(words.size());
        const auto away = std::llabs(size - length), least = std::llabs(closest - length);
        if (closest < 0 || away < least || (away == least && size < closest)) closest = size;
        for (std::size_t n = 0; n < kOrders; ++n)
            for (const auto& [run, times] : runsOf(words, n + 1))
                most[n][run] = std::max(most[n][run], times);
    }
    numbers[0] = static_cast<double>(length);
    numbers[1] = static_cast<double>(closest);
    for (std::size_t n = 0; n < kOrders; ++n) {
        numbers[2 + n] = static_cast<double>(shared(runsOf(said, n + 1), most[n]));
        numbers[2 + kOrders + n] =
            static_cast<double>(std::max<std::int64_t>(0, length - static_cast<std::int64_t>(n)));
    }
}

std::optional<Statistics> counts(const Measured& measured) {
    if (measured.texts.empty()) return std::nullopt;
    Statistics statistics{kWidth, std::vector<double>(kWidth * measured.texts.size(), 0.0)};
    for (std::size_t row = 0; row < measured.texts.size(); ++row)
        addText(measured.texts[row], measured.references[row], statistics.numbers.data() + row * kWidth);
    return statistics;
}

double ofSums(std::span<const double> sums) {
    const double said = sums[0], wanted = sums[1];
    const auto matches = sums.subspan(2, kOrders), runs = sums.subspan(2 + kOrders, kOrders);
    if (std::ranges::all_of(matches, [](double count) { return count == 0; })) return 0;
    double logs = 0, smooth = 1;
    for (std::size_t n = 0; n < kOrders; ++n) {
        if (runs[n] == 0) return 0;  // texts too short for this order
        if (matches[n] == 0) smooth *= 2;
        logs += std::log(matches[n] > 0 ? 100 * matches[n] / runs[n] : 100 / (smooth * runs[n]));
    }
    const double brevity = said < wanted ? std::exp(1 - wanted / said) : 1;
    return brevity * std::exp(logs / static_cast<double>(kOrders));
}

}  // namespace

Metric bleu() {
    return {.name = "bleu", .ofTexts = true, .statistics = counts, .value = ofSums};
}

}  // namespace lathe::metrics
