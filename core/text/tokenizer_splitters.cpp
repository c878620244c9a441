// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/text.h"
#include "core/text/tokenizer_characters.h"
#include "core/text/tokenizer_json_reader.h"
#include "core/text/tokenizer_pattern.h"

namespace lathe::tokens {
namespace {

constexpr std::size_t kMostSteps = 64;

using Spans = std::vector<Span>;

/// Matches of a class of characters: each alone, or runs of them; and what stands between.
template <class Is>
Spans spansOf(std::string_view text, bool alone, Is is) {
    Spans spans;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const bool match = is(nextCodePoint(text, at));
        if (!spans.empty() && spans.back().match == match && !(match && alone))
            spans.back().length += at - start;
        else
            spans.push_back({start, at - start, match});
    }
    return spans;
}

enum class Behavior { Removed, Isolated, WithPrevious, WithNext, Contiguous };

Result<Behavior> readBehavior(const Part& part, Behavior fallback) {
    const Json& json = part.json["behavior"];
    if (json.isNull()) return fallback;
    const std::string& name = json.string();
    if (name == "Removed") return Behavior::Removed;
    if (name == "Isolated") return Behavior::Isolated;
    if (name == "MergedWithPrevious") return Behavior::WithPrevious;
    if (name == "MergedWithNext") return Behavior::WithNext;
    if (name == "Contiguous") return Behavior::Contiguous;
    return part.at("behavior").unknown("the behavior " + name);
}

/// Pieces of spans as a behaviour says.
void emit(const std::string& text, const Spans& spans, Behavior behavior, std::vector<std::string>& out) {
    bool open = false;  // whether the last piece may still grow
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const Span& span = spans[i];
        const std::string_view part(text.data() + span.offset, span.length);
        switch (behavior) {
            case Behavior::Removed:
                if (!span.match) out.emplace_back(part);
                break;
            case Behavior::Isolated:
                out.emplace_back(part);
                break;
            case Behavior::Contiguous:
                if (i > 0 && spans[i - 1].match == span.match)
                    out.back() += part;
                else
                    out.emplace_back(part);
                break;
            case Behavior::WithPrevious:
                // A match joins the text in front of it, but no match in front of it.
                if (span.match && i > 0 && !spans[i - 1].match)
                    out.back() += part;
                else
                    out.emplace_back(part);
                break;
            case Behavior::WithNext:
                if (!span.match && open)
                    out.back() += part;
                else
                    out.emplace_back(part);
                open = span.match;
                break;
        }
    }
}

/// A splitter of spans that a function finds.
template <class Find>
Splitter splitter(Find find, Behavior behavior) {
    return [find = std::move(find), behavior](std::string piece, bool, std::vector<std::string>& out) {
        emit(piece, find(piece), behavior, out);
    };
}

Result<> readByteLevel(const Part& part, Splitting& splitting) {
    LATHE_CHECK(part.only({"add_prefix_space", "trim_offsets", "use_regex"}));
    if (part.json["add_prefix_space"].toBool(true))
        splitting.steps.emplace_back([](std::string piece, bool, std::vector<std::string>& out) {
            out.push_back(piece.starts_with(' ') ? std::move(piece) : " " + piece);
        });
    if (part.json["use_regex"].toBool(true)) {
        LATHE_TRY(pattern, Pattern::compile(gpt2Pattern()));
        splitting.steps.push_back(splitIsolated(std::make_shared<const Pattern>(std::move(pattern))));
    }
    splitting.byteLevel = true;
    return {};
}

Result<> readSplit(const Part& part, Splitting& splitting) {
    LATHE_CHECK(part.only({"pattern", "behavior", "invert"}));
    LATHE_TRY(expression, readPattern(part.at("pattern")));
    auto compiled = Pattern::compile(expression);
    if (!compiled) return part.wrong(compiled.error().what);
    LATHE_TRY(behavior, readBehavior(part, Behavior::Isolated));
    auto pattern = std::make_shared<const Pattern>(std::move(*compiled));
    const bool invert = part.json["invert"].toBool(false);
    splitting.steps.push_back(splitter(
        [pattern, invert](const std::string& text) {
            Spans spans = pattern->split(text);
            if (invert)
                for (Span& span : spans) span.match = !span.match;
            return spans;
        },
        behavior));
    return {};
}

Result<> readMetaspace(const Part& part, Splitting& splitting) {
    LATHE_CHECK(part.only({"replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep"}));
    const std::string mark = part.json["replacement"].toString("\u2581");
    const std::string scheme =
        part.json["prepend_scheme"].toString(part.json["add_prefix_space"].toBool(true) ? "always" : "never");
    if (scheme != "always" && scheme != "never" && scheme != "first")
        return part.at("prepend_scheme").unknown("the scheme " + scheme);
    const bool cut = part.json["split"].toBool(true);
    splitting.steps.emplace_back(
        [mark, scheme, cut](std::string piece, bool first, std::vector<std::string>& out) {
            std::string text;
            for (const char c : piece)
                if (c == ' ')
                    text += mark;
                else
                    text += c;
            if (!text.starts_with(mark) && (scheme == "always" || (scheme == "first" && first)))
                text.insert(0, mark);
            if (!cut) return out.push_back(std::move(text));
            Spans spans;
            for (std::size_t at = 0; at < text.size();) {
                const auto next = text.find(mark, at);
                const std::size_t end = next == at ? at + mark.size() : std::min(next, text.size());
                spans.push_back({at, end - at, next == at});
                at = end;
            }
            emit(text, spans, Behavior::WithNext, out);
        });
    return {};
}

Result<> readOne(const Part& part, Splitting& splitting) {
    const std::string type = part.type();
    if (splitting.steps.size() >= kMostSteps) return part.wrong("more than 64 steps");
    if (splitting.byteLevel) return part.wrong("a step behind ByteLevel is not read");
    if (type == "Sequence") {
        LATHE_CHECK(part.only({"pretokenizers"}));
        if (!part.json["pretokenizers"].isArray()) return part.wrong("no list of pretokenizers");
        for (std::size_t i = 0; i < part.json["pretokenizers"].size(); ++i)
            LATHE_CHECK(readOne(part.at(i, "pretokenizers"), splitting));
        return {};
    }
    if (type == "ByteLevel") return readByteLevel(part, splitting);
    if (type == "Split") return readSplit(part, splitting);
    if (type == "Metaspace") return readMetaspace(part, splitting);
    if (type == "Digits") {
        LATHE_CHECK(part.only({"individual_digits"}));
        const bool alone = part.json["individual_digits"].toBool(false);
        splitting.steps.push_back(
            splitter([alone](const std::string& text) { return spansOf(text, alone, isNumeric); },
                     alone ? Behavior::Isolated : Behavior::Contiguous));
        return {};
    }
    if (type == "Punctuation") {
        LATHE_CHECK(part.only({"behavior"}));
        LATHE_TRY(behavior, readBehavior(part, Behavior::Isolated));
        splitting.steps.push_back(
            splitter([](const std::string& text) { return spansOf(text, true, isPunctuation); }, behavior));
        return {};
    }
    LATHE_CHECK(part.only({}));
    const auto blanks = [](const std::string& text) { return spansOf(text, true, isBlank); };
    if (type == "BertPreTokenizer") {
        splitting.steps.push_back(splitter(blanks, Behavior::Removed));
        splitting.steps.push_back(splitter(
            [](const std::string& text) { return spansOf(text, true, isPunctuation); }, Behavior::Isolated));
    } else if (type == "WhitespaceSplit") {
        splitting.steps.push_back(splitter(blanks, Behavior::Removed));
    } else if (type == "Whitespace") {
        splitting.steps.push_back(splitter(blanks, Behavior::Removed));
        splitting.steps.push_back(
            splitter([](const std::string& text) { return spansOf(text, false, isWordCharacter); },
                     Behavior::Isolated));
    } else {
        return part.unknown("the pre-tokenizer " + type);
    }
    return {};
}

}  // namespace

Result<Splitting> readSplitters(const Part& part) {
    Splitting splitting;
    if (!part.json.isNull()) LATHE_CHECK(readOne(part, splitting));
    return splitting;
}

}  // namespace lathe::tokens
