// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_characters.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include "core/base/text.h"

namespace lathe::tokens {
namespace {

std::uint32_t category(char32_t point) {
    return U_GET_GC_MASK(static_cast<UChar32>(point));
}

bool isYoung(char32_t point) {
    UVersionInfo age;
    u_charAge(static_cast<UChar32>(point), age);
    return age[0] > 8;
}

}  // namespace

bool isBlank(char32_t point) {
    return u_isUWhiteSpace(static_cast<UChar32>(point)) != 0;
}

bool isWordCharacter(char32_t point) {
    return u_isUAlphabetic(static_cast<UChar32>(point)) ||
           (category(point) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) != 0 || point == 0x200C ||
           point == 0x200D;
}

bool isNumeric(char32_t point) {
    return (category(point) & U_GC_N_MASK) != 0;
}

// The reference's tables for punctuation, marks and control are those of Unicode 8: what came later has no
// class, and three characters have since changed theirs.
bool isPunctuation(char32_t point) {
    if (point < 0x80)
        return (point >= 0x21 && point <= 0x2F) || (point >= 0x3A && point <= 0x40) ||
               (point >= 0x5B && point <= 0x60) || (point >= 0x7B && point <= 0x7E);
    return point == 0x166D || point == 0x111C9 || ((category(point) & U_GC_P_MASK) != 0 && !isYoung(point));
}

bool isOther(char32_t point) {
    return (category(point) & (U_GC_C_MASK & ~U_GC_CN_MASK)) != 0 && !isYoung(point);
}

bool isMark(char32_t point) {
    if (point == 0x111C9) return false;
    return point == 0x1734 || ((category(point) & U_GC_MN_MASK) != 0 && !isYoung(point));
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
    appendUtf8(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(point))));
}

std::string normalized(std::string_view text, NormalForm form) {
    UErrorCode code = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = form == NormalForm::C    ? icu::Normalizer2::getNFCInstance(code)
                                         : form == NormalForm::D  ? icu::Normalizer2::getNFDInstance(code)
                                         : form == NormalForm::KC ? icu::Normalizer2::getNFKCInstance(code)
                                                                  : icu::Normalizer2::getNFKDInstance(code);
    std::string out;
    if (U_SUCCESS(code)) {
        icu::StringByteSink<std::string> sink(&out);
        normalizer->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())),
                                  sink, nullptr, code);
    }
    return U_SUCCESS(code) ? out : std::string(text);
}

char32_t pointBefore(std::string_view text, std::size_t at) {
    std::size_t start = at - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) --start;
    return nextCodePoint(text, start);
}

}  // namespace lathe::tokens
