// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/answers.h"

#include "core/base/text.h"
#include "core/text/letters.h"

namespace lathe::metrics {
namespace {

bool isPunctuation(char c) {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
           (c >= '{' && c <= '~');
}

/// Each article that stands as a word of its own becomes a space. A word ends where letters and numbers end,
/// which need not be at a space.
std::string withoutArticles(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        std::size_t end = at;
        while (end < text.size()) {
            std::size_t next = end;
            if (!isWordCharacter(nextCodePoint(text, next))) break;
            end = next;
        }
        if (end == begin) {
            nextCodePoint(text, at);
            out.append(text.substr(begin, at - begin));
            continue;
        }
        const std::string_view word = text.substr(begin, end - begin);
        if (word == "a" || word == "an" || word == "the")
            out += ' ';
        else
            out.append(word);
        at = end;
    }
    return out;
}

}  // namespace

std::vector<std::string> answerWords(std::string_view text) {
    std::string plain;
    for (const char c : lowerCase(text))
        if (!isPunctuation(c)) plain += c;
    return splitAtSpaces(withoutArticles(plain));
}

}  // namespace lathe::metrics
