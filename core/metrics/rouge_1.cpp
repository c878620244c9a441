// SPDX-License-Identifier: Apache-2.0
// ROUGE-1: F-measure of shared words. From 0 to 100.
#include "core/metrics/rouge.h"
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric rouge_1();

namespace {

double score(const std::string& text, const std::string& reference) {
    return rougeRuns(text, reference, 1);
}

}  // namespace

Metric rouge_1() {
    const auto all = [](const Measured& measured) { return bestOfReferences(measured, score); };
    return {.name = "rouge1", .ofTexts = true, .statistics = all, .value = percent};
}

}  // namespace lathe::metrics
