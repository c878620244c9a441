// SPDX-License-Identifier: Apache-2.0
#include "core/base/text.h"
#include "core/text/tokenizer_characters.h"
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

std::string withoutMarks(const std::string& text) {
    return eachPoint(text, [](std::string& out, char32_t point) {
        if (!isMark(point)) appendUtf8(out, point);
    });
}

/// BERT's cleaning: control characters go, every blank is a space.
std::string cleaned(const std::string& text) {
    return eachPoint(text, [](std::string& out, char32_t point) {
        const bool layout = point == '\t' || point == '\n' || point == '\r';
        if (point == 0 || point == 0xFFFD || (!layout && isOther(point))) return;
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

Result<> readOne(const Part& part, std::vector<Normalizer>& steps);

Result<> readBert(const Part& part, std::vector<Normalizer>& steps) {
    LATHE_CHECK(part.only({"clean_text", "handle_chinese_chars", "strip_accents", "lowercase"}));
    const Json& json = part.json;
    const bool lower = json["lowercase"].toBool(true);
    if (json["clean_text"].toBool(true)) steps.emplace_back(cleaned);
    if (json["handle_chinese_chars"].toBool(true)) steps.emplace_back(setApartCjk);
    if (json["strip_accents"].toBool(lower))
        steps.emplace_back(
            [](const std::string& text) { return withoutMarks(normalized(text, NormalForm::D)); });
    if (lower) steps.emplace_back(lowered);
    return {};
}

Result<> readReplace(const Part& part, std::vector<Normalizer>& steps) {
    LATHE_CHECK(part.only({"pattern", "content"}));
    if (!part.json["content"].isString()) return part.wrong("content is no text");
    LATHE_TRY(expression, readPattern(part.at("pattern")));
    auto compiled = Pattern::compile(expression);
    if (!compiled) return part.wrong(compiled.error().what);
    auto pattern = std::make_shared<const Pattern>(std::move(*compiled));
    steps.emplace_back([pattern, content = part.json["content"].string()](const std::string& text) {
        std::string out;
        for (const Span& span : pattern->split(text))
            out += span.match ? content : text.substr(span.offset, span.length);
        return out;
    });
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
    if (type == "Strip") {
        LATHE_CHECK(part.only({"strip_left", "strip_right"}));
        steps.emplace_back([left = part.json["strip_left"].toBool(true),
                            right = part.json["strip_right"].toBool(true)](const std::string& text) {
            return stripped(text, left, right);
        });
        return {};
    }
    if (type == "Prepend") {
        LATHE_CHECK(part.only({"prepend"}));
        if (!part.json["prepend"].isString()) return part.wrong("prepend is no text");
        steps.emplace_back([front = part.json["prepend"].string()](const std::string& text) {
            return text.empty() ? text : front + text;
        });
        return {};
    }
    LATHE_CHECK(part.only({}));
    const auto form = [&](NormalForm which) {
        steps.emplace_back([which](const std::string& text) { return normalized(text, which); });
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
        steps.emplace_back(lowered);
    else if (type == "StripAccents")
        steps.emplace_back(withoutMarks);
    else
        return part.unknown("the normalizer " + type);
    return {};
}

}  // namespace

Result<std::vector<Normalizer>> readNormalizers(const Part& part) {
    std::vector<Normalizer> steps;
    if (!part.json.isNull()) LATHE_CHECK(readOne(part, steps));
    return steps;
}

}  // namespace lathe::tokens
