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

Result<char32_t> oneCharacter(const Part& part, std::string_view key) {
    LATHE_TRY(text, part.text(key, ""));
    std::size_t end = 0;
    const char32_t point = text.empty() ? 0 : nextCodePoint(text, end);
    if (text.empty() || end != text.size()) return part.at(key).wrong("not one character");
    return point;
}

enum class Behavior { Removed, Isolated, WithPrevious, WithNext, Contiguous };

Result<Behavior> readBehavior(const Part& part, Behavior fallback) {
    LATHE_TRY(name, part.text("behavior", ""));
    if (name.empty()) return fallback;
    if (name == "Removed") return Behavior::Removed;
    if (name == "Isolated") return Behavior::Isolated;
    if (name == "MergedWithPrevious") return Behavior::WithPrevious;
    if (name == "MergedWithNext") return Behavior::WithNext;
    if (name == "Contiguous") return Behavior::Contiguous;
    return part.at("behavior").unknown("the behavior " + name);
}

/// Pieces of spans as a behaviour says.
void emit(const Piece& whole, const Spans& spans, Behavior behavior, std::vector<Piece>& out) {
    const auto add = [&](const Span& span) {
        out.push_back({whole.text.substr(span.offset, span.length), whole.first && span.offset == 0});
    };
    bool open = false;  // whether the last piece may still grow
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const Span& span = spans[i];
        const std::string_view part(whole.text.data() + span.offset, span.length);
        switch (behavior) {
            case Behavior::Removed:
                if (!span.match) add(span);
                break;
            case Behavior::Isolated:
                add(span);
                break;
            case Behavior::Contiguous:
                if (i > 0 && spans[i - 1].match == span.match)
                    out.back().text += part;
                else
                    add(span);
                break;
            case Behavior::WithPrevious:
                // A match joins the text in front of it, but no match in front of it.
                if (span.match && i > 0 && !spans[i - 1].match)
                    out.back().text += part;
                else
                    add(span);
                break;
            case Behavior::WithNext:
                if (!span.match && open)
                    out.back().text += part;
                else
                    add(span);
                open = span.match;
                break;
        }
    }
}

/// A splitter of spans that a function finds.
template <class Find>
Splitter splitter(Find find, Behavior behavior) {
    return [find = std::move(find), behavior](const Piece& piece, std::vector<Piece>& out) {
        emit(piece, find(piece.text), behavior, out);
    };
}

using Splitters = std::vector<Splitter>;

Result<> readByteLevel(const Part& part, Splitters& steps) {
    LATHE_CHECK(part.only({"add_prefix_space", "trim_offsets", "use_regex"}));
    LATHE_TRY(prefix, part.flag("add_prefix_space", true));
    LATHE_TRY(cut, part.flag("use_regex", true));
    if (prefix)
        steps.emplace_back([](Piece piece, std::vector<Piece>& out) {
            if (!piece.text.starts_with(' ')) piece.text.insert(0, " ");
            out.push_back(std::move(piece));
        });
    if (cut) {
        LATHE_TRY(pattern, Pattern::compile(gpt2Pattern()));
        steps.push_back(splitIsolated(std::make_shared<const Pattern>(std::move(pattern))));
    }
    steps.push_back(spellBytes());
    return {};
}

Result<> readSplit(const Part& part, Splitters& steps) {
    LATHE_CHECK(part.only({"pattern", "behavior", "invert"}));
    LATHE_TRY(pattern, readPattern(part.at("pattern")));
    LATHE_TRY(behavior, readBehavior(part, Behavior::Isolated));
    LATHE_TRY(invert, part.flag("invert", false));
    steps.push_back(splitter(
        [pattern, invert = invert](const std::string& text) {
            Spans spans = pattern->split(text);
            if (invert)
                for (Span& span : spans) span.match = !span.match;
            return spans;
        },
        behavior));
    return {};
}

Result<> readOne(const Part& part, Splitters& steps) {
    const std::string type = part.type();
    if (steps.size() >= kMostSteps) return part.wrong("more than 64 steps");
    if (type == "Sequence") {
        LATHE_CHECK(part.only({"pretokenizers"}));
        if (!part.json["pretokenizers"].isArray()) return part.wrong("no list of pretokenizers");
        for (std::size_t i = 0; i < part.json["pretokenizers"].size(); ++i)
            LATHE_CHECK(readOne(part.at(i, "pretokenizers"), steps));
        return {};
    }
    if (type == "ByteLevel") return readByteLevel(part, steps);
    if (type == "Split") return readSplit(part, steps);
    if (type == "Metaspace") {
        LATHE_TRY(options, readMetaspaceOptions(part));
        steps.push_back(metaspace(std::move(options)));
        return {};
    }
    if (type == "CharDelimiterSplit") {
        LATHE_CHECK(part.only({"delimiter"}));
        LATHE_TRY(delimiter, oneCharacter(part, "delimiter"));
        steps.push_back(splitter(
            [wanted = delimiter](const std::string& text) {
                return spansOf(text, true, [&](char32_t point) { return point == wanted; });
            },
            Behavior::Removed));
        return {};
    }
    if (type == "FixedLength") {
        LATHE_CHECK(part.only({"length"}));
        LATHE_TRY(length, part.count("length", 5, 1 << 20));
        if (length == 0) return part.at("length").wrong("it is 0");
        steps.push_back(splitter(
            [most = length](const std::string& text) {
                Spans spans;
                std::int64_t held = 0;
                for (std::size_t at = 0; at < text.size(); ++held) {
                    const std::size_t start = at;
                    nextCodePoint(text, at);
                    if (held % most == 0) spans.push_back({start, 0, false});
                    spans.back().length += at - start;
                }
                return spans;
            },
            Behavior::Isolated));
        return {};
    }
    if (type == "Digits") {
        LATHE_CHECK(part.only({"individual_digits"}));
        LATHE_TRY(alone, part.flag("individual_digits", false));
        steps.push_back(
            splitter([alone = alone](const std::string& text) { return spansOf(text, alone, isNumeric); },
                     alone ? Behavior::Isolated : Behavior::Contiguous));
        return {};
    }
    if (type == "Punctuation") {
        LATHE_CHECK(part.only({"behavior"}));
        LATHE_TRY(behavior, readBehavior(part, Behavior::Isolated));
        steps.push_back(
            splitter([](const std::string& text) { return spansOf(text, true, isPunctuation); }, behavior));
        return {};
    }
    LATHE_CHECK(part.only({}));
    if (type == "BertPreTokenizer") {
        steps.push_back(splitAtBlanks());
        steps.push_back(splitter([](const std::string& text) { return spansOf(text, true, isPunctuation); },
                                 Behavior::Isolated));
    } else if (type == "WhitespaceSplit") {
        steps.push_back(splitAtBlanks());
    } else if (type == "Whitespace") {
        steps.push_back(splitAtBlanks());
        steps.push_back(
            splitter([](const std::string& text) { return spansOf(text, false, isWordCharacter); },
                     Behavior::Isolated));
    } else {
        return part.unknown("the pre-tokenizer " + type);
    }
    return {};
}

}  // namespace

Result<MetaspaceOptions> readMetaspaceOptions(const Part& part) {
    LATHE_CHECK(part.only({"replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep"}));
    LATHE_TRY(prefix, part.flag("add_prefix_space", true));
    LATHE_TRY(mark, oneCharacter(part, "replacement"));
    LATHE_TRY(cut, part.flag("split", true));
    MetaspaceOptions options;
    options.split = cut;
    appendUtf8(options.mark, mark);
    LATHE_TRY(scheme, part.text("prepend_scheme", prefix ? "always" : "never"));
    if (scheme != "always" && scheme != "never" && scheme != "first")
        return part.at("prepend_scheme").unknown("the scheme " + scheme);
    if (!prefix && scheme != "never") return part.wrong("add_prefix_space and prepend_scheme disagree");
    options.scheme = std::move(scheme);
    return options;
}

Splitter metaspace(MetaspaceOptions options) {
    return [options = std::move(options)](const Piece& piece, std::vector<Piece>& out) {
        const std::string& mark = options.mark;
        Piece marked{{}, piece.first};
        marked.text.reserve(piece.text.size() + mark.size());
        for (const char c : piece.text)
            if (c == ' ')
                marked.text += mark;
            else
                marked.text += c;
        if (!marked.text.starts_with(mark) &&
            (options.scheme == "always" || (options.scheme == "first" && piece.first)))
            marked.text.insert(0, mark);
        if (!options.split) return out.push_back(std::move(marked));
        Spans spans;
        for (std::size_t at = 0; at < marked.text.size();) {
            const auto next = marked.text.find(mark, at);
            const std::size_t end = next == at ? at + mark.size() : std::min(next, marked.text.size());
            spans.push_back({at, end - at, next == at});
            at = end;
        }
        emit(marked, spans, Behavior::WithNext, out);
    };
}

Splitter splitAtBlanks() {
    return splitter([](const std::string& text) { return spansOf(text, true, isBlank); }, Behavior::Removed);
}

Result<std::vector<Splitter>> readSplitters(const Part& part) {
    Splitters steps;
    if (!part.json.isNull()) LATHE_CHECK(readOne(part, steps));
    return steps;
}

}  // namespace lathe::tokens
