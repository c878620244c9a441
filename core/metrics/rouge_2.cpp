// SPDX-License-Identifier: Apache-2.0
// ROUGE-2: F-measure of shared pairs of words. From 0 to 100.
#include "core/metrics/rouge.h"
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric rouge_2();

namespace {

double score(const std::string& text, const std::string& reference) {
    return rougeRuns(text, reference, 2);
}

}  // namespace

Metric rouge_2() {
    const auto all = [](const Measured& measured) { return bestOfReferences(measured, score); };
    return {.name = "rouge2", .ofTexts = true, .statistics = all, .value = percent};
}

}  // namespace lathe::metrics
