// SPDX-License-Identifier: Apache-2.0
#include "core/base/text.h"
#include "core/text/tokenizer_bytes.h"
#include "core/text/tokenizer_characters.h"
#include "core/text/tokenizer_charsmap.h"
#include "core/text/tokenizer_json_reader.h"
#include "core/text/tokenizer_pattern.h"

namespace lathe::tokens {
namespace {

constexpr std::size_t kMostSteps = 64;

/// Each code point through a function that appends what becomes of it.
template <class Change>
std::string eachPoint(std::string_view text, Change change) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) change(out, nextCodePoint(text, at));
    return out;
}

std::string lowered(const std::string& text) {
    return eachPoint(text, [](std::string& out, char32_t point) { appendLower(out, point); });
}

/// BERT's cleaning: control characters go, every blank is a space.
bool isCleanedAway(char32_t point) {
    const bool layout = point == '\t' || point == '\n' || point == '\r';
    return point == 0 || point == 0xFFFD || (!layout && isOther(point));
}

std::string cleaned(const std::string& text) {
    return eachPoint(text, [](std::string& out, char32_t point) {
        if (isCleanedAway(point)) return;
        if (isBlank(point))
            out += ' ';
        else
            appendUtf8(out, point);
    });
}

std::string setApartCjk(const std::string& text) {
    return eachPoint(text, [](std::string& out, char32_t point) {
        const bool apart = isCjk(point);
        if (apart) out += ' ';
        appendUtf8(out, point);
        if (apart) out += ' ';
    });
}

std::string stripped(const std::string& text, bool left, bool right) {
    std::size_t from = 0, to = text.size();
    for (std::size_t next = 0; left && from < to && isBlank(nextCodePoint(text, next)); from = next) {
    }
    while (right && to > from && isBlank(pointBefore(text, to))) do
            --to;
        while (to > from && (static_cast<unsigned char>(text[to]) & 0xC0U) == 0x80U);
    return text.substr(from, to - from);
}

/// sentencepiece's cleaning of translation data: some control characters go, some others are spaces.
bool isNmtAway(char32_t point) {
    return (point >= 1 && point <= 8) || point == 0xB || (point >= 0xE && point <= 0x1F) || point == 0x7F ||
           point == 0x8F || point == 0x9F;
}

std::string nmt(const std::string& text) {
    return eachPoint(text, [](std::string& out, char32_t point) {
        if (isNmtAway(point)) return;
        if (point == 9 || point == 0xA || point == 0xC || point == 0xD || point == 0x1680 ||
            (point >= 0x200B && point <= 0x200F) || point == 0x2028 || point == 0x2029 || point == 0x2581 ||
            point == 0xFEFF || point == 0xFFFD)
            out += ' ';
        else
            appendUtf8(out, point);
    });
}

bool isNothing(char32_t) {
    return false;
}

/// A step that changes characters and takes none away in front.
template <class Change>
Normalizer changing(Change change) {
    return [change = std::move(change)](Piece& piece) { piece.text = change(piece.text); };
}

/// A step that begins with taking some characters away.
template <class Change>
Normalizer taking(bool (*goes)(char32_t), Change change) {
    return [goes, change = std::move(change)](Piece& piece) {
        std::size_t end = 0;
        if (!piece.text.empty() && goes(nextCodePoint(piece.text, end))) piece.first = false;
        piece.text = change(piece.text);
    };
}

template <bool (*goes)(char32_t)>
std::string without(const std::string& text) {
    return eachPoint(text, [](std::string& out, char32_t point) {
        if (!goes(point)) appendUtf8(out, point);
    });
}

std::optional<std::string> fromBase64(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        int value = -1;
        if (c >= 'A' && c <= 'Z') value = c - 'A';
        if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
        if (c >= '0' && c <= '9') value = c - '0' + 52;
        if (c == '+') value = 62;
        if (c == '/') value = 63;
        if (value < 0) return std::nullopt;
        held = held << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(held >> bits & 0xFFU);
    }
    return bytes;
}

Result<> readOne(const Part& part, std::vector<Normalizer>& steps);

Result<> readBert(const Part& part, std::vector<Normalizer>& steps) {
    LATHE_CHECK(part.only({"clean_text", "handle_chinese_chars", "strip_accents", "lowercase"}));
    LATHE_TRY(lower, part.flag("lowercase", true));
    LATHE_TRY(clean, part.flag("clean_text", true));
    LATHE_TRY(cjk, part.flag("handle_chinese_chars", true));
    LATHE_TRY(accents, part.flag("strip_accents", lower));
    if (clean) steps.push_back(taking(isCleanedAway, cleaned));
    if (cjk) steps.push_back(changing(setApartCjk));
    if (accents) {
        steps.push_back(changing([](const std::string& text) { return normalized(text, NormalForm::D); }));
        steps.push_back(taking(isMark, without<isMark>));
    }
    if (lower) steps.push_back(changing(lowered));
    return {};
}

Result<> readReplace(const Part& part, std::vector<Normalizer>& steps) {
    LATHE_CHECK(part.only({"pattern", "content"}));
    if (!part.json["content"].isString()) return part.wrong("content is no text");
    LATHE_TRY(pattern, readPattern(part.at("pattern")));
    steps.emplace_back([pattern, content = part.json["content"].string()](Piece& piece) {
        std::string out;
        for (const Span& span : pattern->split(piece.text)) {
            if (!span.match) {
                out.append(piece.text, span.offset, span.length);
                continue;
            }
            out += content;
            std::size_t one = 0;
            if (span.offset == 0) nextCodePoint(piece.text, one);
            // What stands for several characters counts as where the last of them was.
            if (span.offset == 0 && (content.empty() || one != span.length)) piece.first = false;
        }
        piece.text = std::move(out);
    });
    return {};
}

Result<> readPrecompiled(const Part& part, std::vector<Normalizer>& steps) {
    LATHE_CHECK(part.only({"precompiled_charsmap"}));
    const Part value = part.at("precompiled_charsmap");
    const auto blob = fromBase64(value.json.string());
    if (!value.json.isString() || !blob) return value.wrong("no base64 text");
    auto map = CharacterMap::read(*blob);
    if (!map) return value.wrong(map.error().what);
    steps.push_back(characterMapping(std::move(*map)));
    return {};
}

Result<> readOne(const Part& part, std::vector<Normalizer>& steps) {
    const std::string type = part.type();
    if (steps.size() >= kMostSteps) return part.wrong("more than 64 steps");
    if (type == "Sequence") {
        LATHE_CHECK(part.only({"normalizers"}));
        if (!part.json["normalizers"].isArray()) return part.wrong("no list of normalizers");
        for (std::size_t i = 0; i < part.json["normalizers"].size(); ++i)
            LATHE_CHECK(readOne(part.at(i, "normalizers"), steps));
        return {};
    }
    if (type == "BertNormalizer") return readBert(part, steps);
    if (type == "Replace") return readReplace(part, steps);
    if (type == "Precompiled") return readPrecompiled(part, steps);
    if (type == "Strip") {
        LATHE_CHECK(part.only({"strip_left", "strip_right"}));
        LATHE_TRY(left, part.flag("strip_left", true));
        LATHE_TRY(right, part.flag("strip_right", true));
        steps.push_back(taking(
            left ? isBlank : isNothing,
            [left = left, right = right](const std::string& text) { return stripped(text, left, right); }));
        return {};
    }
    if (type == "Prepend") {
        LATHE_CHECK(part.only({"prepend"}));
        if (!part.json["prepend"].isString()) return part.wrong("prepend is no text");
        steps.push_back(changing([front = part.json["prepend"].string()](const std::string& text) {
            return text.empty() ? text : front + text;
        }));
        return {};
    }
    LATHE_CHECK(part.only({}));
    const auto form = [&](NormalForm which) {
        steps.push_back(changing([which](const std::string& text) { return normalized(text, which); }));
    };
    if (type == "NFC")
        form(NormalForm::C);
    else if (type == "NFD")
        form(NormalForm::D);
    else if (type == "NFKC")
        form(NormalForm::KC);
    else if (type == "NFKD")
        form(NormalForm::KD);
    else if (type == "Lowercase")
        steps.push_back(changing(lowered));
    else if (type == "StripAccents")
        steps.push_back(taking(isCombining, without<isCombining>));
    else if (type == "Nmt")
        steps.push_back(taking(isNmtAway, nmt));
    else if (type == "ByteLevel")
        steps.push_back(changing(spelledBytes));
    else
        return part.unknown("the normalizer " + type);
    return {};
}

}  // namespace

Normalizer characterMapping(CharacterMap map) {
    return changing([map = std::make_shared<const CharacterMap>(std::move(map))](const std::string& text) {
        return mapped(*map, text);
    });
}

Result<std::vector<Normalizer>> readNormalizers(const Part& part) {
    std::vector<Normalizer> steps;
    if (!part.json.isNull()) LATHE_CHECK(readOne(part, steps));
    return steps;
}

}  // namespace lathe::tokens
