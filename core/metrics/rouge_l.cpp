// SPDX-License-Identifier: Apache-2.0
// ROUGE-L: F-measure of the longest common subsequence of the whole texts. From 0 to 100.
#include "core/metrics/rouge.h"
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric rouge_l();

namespace {

double longestCommon(const std::string& text, const std::string& reference) {
    const auto said = rougeWords(text), wanted = rougeWords(reference);
    return rougeF(static_cast<double>(commonLength(wanted, said)), static_cast<double>(said.size()),
                  static_cast<double>(wanted.size()));
}

}  // namespace

Metric rouge_l() {
    const auto all = [](const Measured& measured) { return bestOfReferences(measured, longestCommon); };
    return {.name = "rougeL", .ofTexts = true, .statistics = all, .value = percent};
}

}  // namespace lathe::metrics
