// SPDX-License-Identifier: Apache-2.0
// Mean F1 of the words that a text shares with the best of its references, in SQuAD's normal form (2.0's
// rule: where one side has no word left, 1 if the other has none either).
#include <algorithm>

#include "core/metrics/answers.h"
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric token_f1();

namespace {

double wordF1(const std::string& text, const std::string& reference) {
    const auto said = answerWords(text), right = answerWords(reference);
    if (said.empty() || right.empty()) return said.empty() && right.empty() ? 1 : 0;
    std::map<std::string, std::int64_t> left;
    for (const std::string& word : right) ++left[word];
    double shared = 0;
    for (const std::string& word : said)
        if (const auto found = left.find(word); found != left.end() && found->second-- > 0) ++shared;
    if (shared == 0) return 0;
    const double precision = shared / static_cast<double>(said.size());
    const double recall = shared / static_cast<double>(right.size());
    return 2 * precision * recall / (precision + recall);
}

}  // namespace

Metric token_f1() {
    const auto shared = [](const Measured& measured) { return bestOfReferences(measured, wordF1); };
    return {.name = "token_f1", .ofTexts = true, .statistics = shared, .value = mean};
}

}  // namespace lathe::metrics
