// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_characters.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>

#include "core/base/text.h"
#include "core/text/tokenizer_new_characters.h"

namespace lathe::tokens {
namespace {

std::uint32_t category(char32_t point) {
    return U_GET_GC_MASK(static_cast<UChar32>(point));
}

/// True for what came after a version of Unicode.
bool isYoung(char32_t point, unsigned version) {
    UVersionInfo age;
    u_charAge(static_cast<UChar32>(point), age);
    return age[0] > version;
}

/// The reference's normal forms know Unicode 9: what came later stays as it is.
const icu::UnicodeSet& oldCharacters() {
    static const icu::UnicodeSet set = [] {
        UErrorCode code = U_ZERO_ERROR;
        icu::UnicodeSet made(UNICODE_STRING_SIMPLE("[:age=9.0:]"), code);
        if (U_FAILURE(code)) made.set(0, 0x10FFFF);
        made.freeze();
        return made;
    }();
    return set;
}

}  // namespace

bool isBlank(char32_t point) {
    return u_isUWhiteSpace(static_cast<UChar32>(point)) != 0;
}

bool isWordCharacter(char32_t point) {
    return u_isUAlphabetic(static_cast<UChar32>(point)) ||
           (category(point) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) != 0 || point == 0x200C ||
           point == 0x200D || isNewWordCharacter(point);
}

bool isNumeric(char32_t point) {
    return (category(point) & U_GC_N_MASK) != 0 || isNewNumeric(point);
}

// The reference's tables for punctuation, marks and control are those of Unicode 8: what came later has no
// class, and three characters have since changed theirs.
bool isPunctuation(char32_t point) {
    if (point < 0x80)
        return (point >= 0x21 && point <= 0x2F) || (point >= 0x3A && point <= 0x40) ||
               (point >= 0x5B && point <= 0x60) || (point >= 0x7B && point <= 0x7E);
    return point == 0x166D || point == 0x111C9 ||
           ((category(point) & U_GC_P_MASK) != 0 && !isYoung(point, 8));
}

bool isOther(char32_t point) {
    return (category(point) & (U_GC_C_MASK & ~U_GC_CN_MASK)) != 0 && !isYoung(point, 8);
}

bool isMark(char32_t point) {
    if (point == 0x111C9 || point == 0x1885 || point == 0x1886 || point == 0xA9BD) return false;
    return point == 0x1734 || ((category(point) & U_GC_MN_MASK) != 0 && !isYoung(point, 8));
}

bool isCombining(char32_t point) {
    if (point == 0x111C9) return false;
    return point == 0x1CF2 || point == 0x1CF3 || ((category(point) & U_GC_M_MASK) != 0 && !isYoung(point, 9));
}

bool isCjk(char32_t point) {
    return (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x3400 && point <= 0x4DBF) ||
           (point >= 0x20000 && point <= 0x2A6DF) || (point >= 0x2A700 && point <= 0x2B73F) ||
           (point >= 0x2B740 && point <= 0x2B81F) || (point >= 0x2B920 && point <= 0x2CEAF) ||
           (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x2F800 && point <= 0x2FA1F);
}

void appendLower(std::string& out, char32_t point) {
    if (point == 0x130) {
        out += "i\u0307";
        return;
    }
    const auto lower = static_cast<char32_t>(u_tolower(static_cast<UChar32>(point)));
    appendUtf8(out, lower == point ? newLower(point) : lower);
}

std::string normalized(std::string_view text, NormalForm form) {
    UErrorCode code = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = form == NormalForm::C    ? icu::Normalizer2::getNFCInstance(code)
                                         : form == NormalForm::D  ? icu::Normalizer2::getNFDInstance(code)
                                         : form == NormalForm::KC ? icu::Normalizer2::getNFKCInstance(code)
                                                                  : icu::Normalizer2::getNFKDInstance(code);
    std::string out;
    if (U_SUCCESS(code)) {
        const icu::FilteredNormalizer2 old(*normalizer, oldCharacters());
        icu::StringByteSink<std::string> sink(&out);
        old.normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink,
                          nullptr, code);
    }
    return U_SUCCESS(code) ? out : std::string(text);
}

std::size_t clusterEnd(std::string_view text, std::size_t from) {
    const auto ascii = [&](std::size_t at) { return static_cast<unsigned char>(text[at]) < 0x80; };
    if (ascii(from) && text[from] != '\r' && (from + 1 >= text.size() || ascii(from + 1))) return from + 1;
    const auto breakClass = [](char32_t point) {
        return u_getIntPropertyValue(static_cast<UChar32>(point), UCHAR_GRAPHEME_CLUSTER_BREAK);
    };
    const auto pictographic = [](char32_t point) {
        return u_hasBinaryProperty(static_cast<UChar32>(point), UCHAR_EXTENDED_PICTOGRAPHIC) != 0;
    };
    std::size_t end = from;
    char32_t point = nextCodePoint(text, end);
    std::int32_t last = breakClass(point);
    bool picture = pictographic(point);  // a pictograph and its extenders so far
    bool joined = false;                 // and a joiner right behind them
    std::size_t flags = last == U_GCB_REGIONAL_INDICATOR ? 1 : 0;
    while (end < text.size()) {
        std::size_t next = end;
        point = nextCodePoint(text, next);
        const std::int32_t here = breakClass(point);
        const bool hangul = (last == U_GCB_L &&
                             (here == U_GCB_L || here == U_GCB_V || here == U_GCB_LV || here == U_GCB_LVT)) ||
                            ((last == U_GCB_LV || last == U_GCB_V) && (here == U_GCB_V || here == U_GCB_T)) ||
                            ((last == U_GCB_LVT || last == U_GCB_T) && here == U_GCB_T);
        const auto apart = [](std::int32_t kind) {
            return kind == U_GCB_CR || kind == U_GCB_LF || kind == U_GCB_CONTROL;
        };
        bool stay = false;
        if (last == U_GCB_CR && here == U_GCB_LF)
            stay = true;
        else if (!apart(last) && !apart(here))
            stay = hangul || here == U_GCB_EXTEND || here == U_GCB_ZWJ || here == U_GCB_SPACING_MARK ||
                   last == U_GCB_PREPEND || (joined && pictographic(point)) ||
                   (last == U_GCB_REGIONAL_INDICATOR && here == U_GCB_REGIONAL_INDICATOR && flags % 2 == 1);
        if (!stay) break;
        joined = picture && here == U_GCB_ZWJ;
        if (here != U_GCB_EXTEND && here != U_GCB_ZWJ) picture = pictographic(point);
        if (here == U_GCB_ZWJ) picture = false;
        if (here == U_GCB_REGIONAL_INDICATOR) ++flags;
        last = here;
        end = next;
    }
    return end;
}

char32_t pointBefore(std::string_view text, std::size_t at) {
    std::size_t start = at - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) --start;
    return nextCodePoint(text, start);
}

}  // namespace lathe::tokens
