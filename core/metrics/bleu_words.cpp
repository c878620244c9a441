// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/bleu_words.h"

#include "core/text/letters.h"

namespace lathe::metrics {
namespace {

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// ASCII symbols that always stand alone: all but ' , - and .
bool standsAlone(char c) {
    return (c >= ' ' && c <= '&') || (c >= '(' && c <= '+') || c == '/' || (c >= ':' && c <= '@') ||
           (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

bool isPoint(char c) {
    return c == '.' || c == ',';
}

}  // namespace

// Each step reads what the one before it wrote, pairs of characters from left to right without overlap. A
// pair's other character may be a part of a longer UTF-8 sequence: all of those are no digits.
std::vector<std::string> bleuWords(std::string_view given) {
    std::string text(withoutTrailingSpace(given));
    replaceAll(text, "<skipped>", "");
    replaceAll(text, "-\n", "");
    replaceAll(text, "\n", " ");
    replaceAll(text, "&quot;", "\"");
    replaceAll(text, "&amp;", "&");
    replaceAll(text, "&lt;", "<");
    replaceAll(text, "&gt;", ">");

    std::string apart = " ", out;
    for (const char c : text) {
        if (standsAlone(c))
            apart.append({' ', c, ' '});
        else
            apart += c;
    }
    apart += ' ';
    // Points that no digit stands before.
    for (std::size_t i = 0; i < apart.size(); ++i) {
        out += apart[i];
        if (!isDigit(apart[i]) && i + 1 < apart.size() && isPoint(apart[i + 1]))
            out.append({' ', apart[++i], ' '});
    }
    apart.clear();
    // Points that no digit stands behind.
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (isPoint(out[i]) && i + 1 < out.size() && !isDigit(out[i + 1])) {
            apart.append({' ', out[i], ' ', out[i + 1]});
            ++i;
        } else {
            apart += out[i];
        }
    }
    out.clear();
    // A dash behind a digit.
    for (std::size_t i = 0; i < apart.size(); ++i) {
        out += apart[i];
        if (isDigit(apart[i]) && i + 1 < apart.size() && apart[i + 1] == '-')
            out.append({' ', apart[++i], ' '});
    }
    return splitAtSpaces(out);
}

}  // namespace lathe::metrics
