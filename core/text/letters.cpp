// SPDX-License-Identifier: Apache-2.0
#include "core/text/letters.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "core/base/text.h"

namespace lathe {

std::string lowerCase(std::string_view text) {
    auto letters = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    letters.toLower(icu::Locale::getRoot());
    std::string out;
    letters.toUTF8String(out);
    return out;
}

bool isWordCharacter(char32_t point) {
    const auto code = static_cast<UChar32>(point);
    constexpr std::uint32_t kWord = U_GC_L_MASK | U_GC_N_MASK;
    return point == U'_' || (U_GET_GC_MASK(code) & kWord) != 0;
}

bool isSpace(char32_t point) {
    return point == U' ' || (point >= 0x09 && point <= 0x0D) || (point >= 0x1C && point <= 0x1F) ||
           point == 0x85 || point == 0xA0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200A) ||
           point == 0x2028 || point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000;
}

std::vector<std::string> splitAtSpaces(std::string_view text) {
    std::vector<std::string> pieces;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        if (!isSpace(nextCodePoint(text, at))) continue;
        if (here > begin) pieces.emplace_back(text.substr(begin, here - begin));
        begin = at;
    }
    if (text.size() > begin) pieces.emplace_back(text.substr(begin));
    return pieces;
}

std::string_view withoutTrailingSpace(std::string_view text) {
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();)
        if (!isSpace(nextCodePoint(text, at))) end = at;
    return text.substr(0, end);
}

}  // namespace lathe
