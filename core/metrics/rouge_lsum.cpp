// SPDX-License-Identifier: Apache-2.0
// ROUGE-Lsum: sentences stand on lines of their own; each of the reference's counts the union of its longest
// common subsequences with all of the text's, no word more often than either side has it. From 0 to 100.
#include <set>

#include "core/base/text.h"
#include "core/metrics/rouge.h"
#include "core/metrics/statistics.h"

namespace lathe::metrics {

Metric rouge_lsum();

namespace {

using Sentences = std::vector<std::vector<std::string>>;

Sentences sentencesOf(const std::string& text) {
    Sentences all;
    for (const std::string_view line : split(text, '\n'))
        if (!line.empty()) all.push_back(rougeWords(line));
    return all;
}

std::map<std::string, std::int64_t> counted(const Sentences& sentences) {
    std::map<std::string, std::int64_t> counts;
    for (const auto& sentence : sentences)
        for (const std::string& word : sentence) ++counts[word];
    return counts;
}

double inAll(const Sentences& sentences) {
    double words = 0;
    for (const auto& sentence : sentences) words += static_cast<double>(sentence.size());
    return words;
}

double summary(const std::string& text, const std::string& reference) {
    const Sentences said = sentencesOf(text), wanted = sentencesOf(reference);
    auto left = counted(said), open = counted(wanted);
    double shared = 0;
    for (const auto& sentence : wanted) {
        std::set<std::size_t> places;
        for (const auto& other : said)
            for (const std::size_t place : commonPlaces(sentence, other)) places.insert(place);
        for (const std::size_t place : places) {
            std::int64_t &here = left[sentence[place]], &there = open[sentence[place]];
            if (here <= 0 || there <= 0) continue;
            --here;
            --there;
            ++shared;
        }
    }
    return rougeF(shared, inAll(said), inAll(wanted));
}

}  // namespace

Metric rouge_lsum() {
    const auto all = [](const Measured& measured) { return bestOfReferences(measured, summary); };
    return {.name = "rougeLsum", .ofTexts = true, .statistics = all, .value = percent};
}

}  // namespace lathe::metrics
