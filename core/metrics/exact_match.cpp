// SPDX-License-Identifier: Apache-2.0
// Share of texts that are one of their references in SQuAD's normal form; with groups, the share of groups of
// which every row is right (MultiRC's exact match, of decisions too).
#include <algorithm>

#include "core/metrics/answers.h"
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric exact_match();

namespace {

std::optional<Statistics> matches(const Measured& measured) {
    std::vector<bool> right;
    for (std::size_t row = 0; row < measured.texts.size(); ++row) {
        const auto words = answerWords(measured.texts[row]);
        right.push_back(std::ranges::any_of(measured.references[row], [&](const std::string& reference) {
            return answerWords(reference) == words;
        }));
    }
    if (right.empty() && !measured.group.empty())
        for (std::size_t row = 0; row < measured.truth.size(); ++row)
            right.push_back(measured.truth[row] == measured.chosen[row]);
    if (right.empty()) return std::nullopt;
    return averaged(groupsRight(right, measured.group));
}

}  // namespace

Metric exact_match() {
    return {.name = "exact_match", .ofTexts = true, .statistics = matches, .value = mean};
}

}  // namespace lathe::metrics
