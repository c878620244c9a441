// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/rouge.h"

#include <algorithm>

#include "core/metrics/ngrams.h"
#include "core/text/letters.h"

namespace lathe::metrics {

std::vector<std::string> rougeWords(std::string_view text) {
    std::vector<std::string> words;
    bool open = false;
    for (const char c : lowerCase(text)) {
        const bool inWord = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (inWord && !open) words.emplace_back();
        if (inWord) words.back() += c;
        open = inWord;
    }
    return words;
}

double rougeF(double shared, double said, double wanted) {
    if (shared == 0) return 0;
    const double precision = shared / said, recall = shared / wanted;
    return 2 * precision * recall / (precision + recall);
}

double rougeRuns(const std::string& text, const std::string& reference, std::size_t length) {
    Numbering<std::string> numbering;
    const auto said = numbering.of(rougeWords(text)), wanted = numbering.of(rougeWords(reference));
    const auto count = [&](const auto& words) {
        return static_cast<double>(words.size() < length ? 0 : words.size() - length + 1);
    };
    return rougeF(static_cast<double>(shared(runsOf(said, length), runsOf(wanted, length))), count(said),
                  count(wanted));
}

std::size_t commonLength(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    Numbering<std::string> numbering;
    const auto rows = numbering.of(a), columns = numbering.of(b);
    std::vector<std::size_t> above(columns.size() + 1, 0), here = above;
    for (const std::int32_t row : rows) {
        for (std::size_t j = 1; j < here.size(); ++j)
            here[j] = row == columns[j - 1] ? above[j - 1] + 1 : std::max(above[j], here[j - 1]);
        std::swap(above, here);
    }
    return above.back();
}

std::vector<std::size_t> commonPlaces(const std::vector<std::string>& reference,
                                      const std::vector<std::string>& text) {
    Numbering<std::string> numbering;
    const auto rows = numbering.of(reference), columns = numbering.of(text);
    const std::size_t width = columns.size() + 1;
    std::vector<std::int32_t> table((rows.size() + 1) * width, 0);
    for (std::size_t i = 1; i <= rows.size(); ++i)
        for (std::size_t j = 1; j < width; ++j)
            table[i * width + j] = rows[i - 1] == columns[j - 1]
                                       ? table[(i - 1) * width + j - 1] + 1
                                       : std::max(table[(i - 1) * width + j], table[i * width + j - 1]);
    std::vector<std::size_t> places;
    for (std::size_t i = rows.size(), j = columns.size(); i > 0 && j > 0;) {
        if (rows[i - 1] == columns[j - 1]) {
            places.push_back(i - 1);
            --i;
            --j;
        } else if (table[i * width + j - 1] > table[(i - 1) * width + j]) {
            --j;
        } else {
            --i;
        }
    }
    std::ranges::reverse(places);
    return places;
}

}  // namespace lathe::metrics
