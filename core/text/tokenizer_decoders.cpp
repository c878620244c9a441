// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_decoders.h"

#include <array>
#include <utility>

#include "core/base/text.h"
#include "core/text/tokenizer_bytes.h"
#include "core/text/tokenizer_pattern.h"

namespace lathe::tokens {
namespace {

constexpr std::string_view kMark = "\u2581";
constexpr std::int64_t kMostStripped = 1 << 16;

using Tokens = std::vector<std::string>;

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
    std::size_t at = text.find(from);
    if (at == std::string::npos) return;
    std::string out;
    std::size_t done = 0;
    for (; at != std::string::npos; at = text.find(from, done)) {
        out.append(text, done, at - done);
        out += to;
        done = at + from.size();
    }
    out.append(text, done);
    text = std::move(out);
}

using Rule = std::pair<std::string_view, std::string_view>;
constexpr std::array<Rule, 7> kFront = {
    {{" .", "."}, {" ?", "?"}, {" !", "!"}, {" ,", ","}, {" ' ", "'"}, {" n't", "n't"}, {" 'm", "'m"}}};
constexpr std::array<Rule, 3> kBack = {{{" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}}};

std::string cleaned(std::string text, bool doNot) {
    for (const auto& [from, to] : kFront) replaceAll(text, from, to);
    if (doNot) replaceAll(text, " do not", " don't");
    for (const auto& [from, to] : kBack) replaceAll(text, from, to);
    return text;
}

void fuse(Tokens& tokens) {
    std::string whole;
    for (const std::string& token : tokens) whole += token;
    tokens.assign(1, std::move(whole));
}

void bytesOfAlphabet(Tokens& tokens) {
    std::string bytes;
    for (const std::string& token : tokens) bytes += bytesOfToken(token).value_or(token);
    tokens.assign(1, wellFormed(bytes));
}

/// Runs of <0xNN> as text; each byte of a run that is no UTF-8 becomes U+FFFD.
void bytesOfNames(Tokens& tokens) {
    Tokens out;
    std::string bytes;
    const auto close = [&] {
        if (bytes.empty()) return;
        if (invalidUtf8(bytes))
            out.insert(out.end(), bytes.size(), "\uFFFD");
        else
            out.push_back(bytes);
        bytes.clear();
    };
    for (std::string& token : tokens) {
        if (const auto byte = byteOfName(token)) {
            bytes += static_cast<char>(*byte);
        } else {
            close();
            out.push_back(std::move(token));
        }
    }
    close();
    tokens = std::move(out);
}

DecodeStep wordPieces(std::string prefix, bool cleanUp) {
    return [prefix = std::move(prefix), cleanUp](Tokens& tokens) {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            std::string& token = tokens[i];
            if (i > 0) {
                if (token.starts_with(prefix))
                    token.erase(0, prefix.size());
                else
                    token.insert(0, " ");
            }
            if (cleanUp) token = cleaned(std::move(token), true);
        }
    };
}

DecodeStep strip(std::string content, std::int64_t start, std::int64_t stop) {
    return [content = std::move(content), start, stop](Tokens& tokens) {
        for (std::string& token : tokens) {
            std::size_t from = 0, to = token.size();
            for (std::int64_t i = 0; i < start && token.compare(from, content.size(), content) == 0; ++i)
                from += content.size();
            for (std::int64_t i = 0; i < stop && to >= from + content.size() &&
                                     token.compare(to - content.size(), content.size(), content) == 0;
                 ++i)
                to -= content.size();
            token = token.substr(from, to - from);
        }
    };
}

DecodeStep replace(std::shared_ptr<const Pattern> pattern, std::string content) {
    return [pattern = std::move(pattern), content = std::move(content)](Tokens& tokens) {
        for (std::string& token : tokens) {
            std::string out;
            for (const Span& span : pattern->split(token))
                if (span.match)
                    out += content;
                else
                    out.append(token, span.offset, span.length);
            token = std::move(out);
        }
    };
}

DecodeStep marksToSpaces(std::string mark, bool dropFirst) {
    return [mark = std::move(mark), dropFirst](Tokens& tokens) {
        for (std::size_t i = 0; i < tokens.size(); ++i)
            replaceAll(tokens[i], mark, i == 0 && dropFirst ? "" : " ");
    };
}

Result<> readOne(const Part& part, Decoding& decoding) {
    const std::string type = part.type();
    const Json& json = part.json;
    if (decoding.steps.size() >= 64) return part.wrong("more than 64 steps");
    if (type == "Sequence") {
        LATHE_CHECK(part.only({"decoders"}));
        if (!json["decoders"].isArray()) return part.wrong("no list of decoders");
        for (std::size_t i = 0; i < json["decoders"].size(); ++i)
            LATHE_CHECK(readOne(part.at(i, "decoders"), decoding));
    } else if (type == "ByteLevel") {
        LATHE_CHECK(part.only({"add_prefix_space", "trim_offsets", "use_regex"}));
        decoding.byteLevel = true;
        decoding.steps.emplace_back(bytesOfAlphabet);
    } else if (type == "WordPiece") {
        LATHE_CHECK(part.only({"prefix", "cleanup"}));
        LATHE_TRY(prefix, part.text("prefix", "##"));
        LATHE_TRY(cleanUp, part.flag("cleanup", true));
        decoding.steps.push_back(wordPieces(std::move(prefix), cleanUp));
    } else if (type == "Metaspace") {
        LATHE_TRY(metaspace, readMetaspaceOptions(part));
        decoding.mark = metaspace.mark;
        decoding.steps.push_back(marksToSpaces(metaspace.mark, metaspace.scheme != "never"));
    } else if (type == "ByteFallback") {
        LATHE_CHECK(part.only({}));
        decoding.byteNames = true;
        decoding.steps.emplace_back(bytesOfNames);
    } else if (type == "Fuse") {
        LATHE_CHECK(part.only({}));
        decoding.steps.emplace_back(fuse);
    } else if (type == "Strip") {
        LATHE_CHECK(part.only({"content", "start", "stop"}));
        LATHE_TRY(start, part.count("start", 0, kMostStripped));
        LATHE_TRY(stop, part.count("stop", 0, kMostStripped));
        LATHE_TRY(content, part.text("content", ""));
        std::size_t end = 0;
        if (!content.empty()) nextCodePoint(content, end);
        if (content.empty() || end != content.size()) return part.at("content").wrong("not one character");
        decoding.steps.push_back(strip(content, start, stop));
    } else if (type == "Replace") {
        LATHE_CHECK(part.only({"pattern", "content"}));
        if (!json["content"].isString()) return part.wrong("content is no text");
        LATHE_TRY(pattern, readPattern(part.at("pattern")));
        if (json["content"].string() == " " && json["pattern"]["String"].isString())
            decoding.mark = json["pattern"]["String"].string();
        decoding.steps.push_back(replace(std::move(pattern), json["content"].string()));
    } else if (type == "BPEDecoder") {
        LATHE_CHECK(part.only({"suffix"}));
        LATHE_TRY(suffix, part.text("suffix", "</w>"));
        decoding.steps.emplace_back([suffix = std::move(suffix)](Tokens& tokens) {
            for (std::size_t i = 0; i < tokens.size() && !suffix.empty(); ++i)
                replaceAll(tokens[i], suffix, i + 1 < tokens.size() ? " " : "");
        });
    } else {
        return part.unknown("the decoder " + type);
    }
    return {};
}

}  // namespace

Result<Decoding> readDecoder(const Part& part) {
    Decoding decoding;
    decoding.spaced = part.json.isNull();
    if (!decoding.spaced) LATHE_CHECK(readOne(part, decoding));
    return decoding;
}

Decoding byteLevelDecoding() {
    Decoding decoding;
    decoding.byteLevel = true;
    decoding.steps.emplace_back(bytesOfAlphabet);
    return decoding;
}

Decoding llamaDecoding(bool stripFirst) {
    Decoding decoding;
    decoding.byteNames = true;
    decoding.mark = kMark;
    decoding.steps = {marksToSpaces(decoding.mark, false), bytesOfNames, fuse};
    if (stripFirst) decoding.steps.push_back(strip(" ", 1, 0));
    return decoding;
}

Decoding metaspaceDecoding(std::string mark, bool dropFirst) {
    Decoding decoding;
    decoding.steps = {marksToSpaces(mark, dropFirst)};
    decoding.mark = std::move(mark);
    return decoding;
}

Decoding sentencePieceDecoding(bool byteNames, bool drop, bool dropAll) {
    Decoding decoding;
    decoding.byteNames = byteNames;
    decoding.mark = kMark;
    decoding.steps.emplace_back([byteNames, drop, dropAll](Tokens& tokens) {
        std::string text, bytes;
        bool dropped = false;
        const auto close = [&] {
            // Character by character: a byte that begins none is U+FFFD.
            for (std::size_t at = 0; at < bytes.size();) appendUtf8(text, nextCodePoint(bytes, at));
            bytes.clear();
        };
        for (std::string& token : tokens) {
            if (const auto byte = byteNames ? byteOfName(token) : std::nullopt) {
                bytes += static_cast<char>(*byte);
                continue;
            }
            close();
            if (drop && !dropped && text.empty() && token.starts_with(kMark)) {
                token.erase(0, kMark.size());
                dropped = !dropAll;
            }
            replaceAll(token, kMark, " ");
            text += token;
        }
        close();
        tokens.assign(1, std::move(text));
    });
    return decoding;
}

std::string meaningOf(std::string_view name, const Decoding& decoding) {
    if (decoding.byteLevel) return bytesOfToken(name).value_or(std::string(name));
    if (decoding.byteNames)
        if (const auto byte = byteOfName(name)) return std::string(1, static_cast<char>(*byte));
    std::string text(name);
    if (!decoding.mark.empty()) replaceAll(text, decoding.mark, " ");
    return text;
}

std::string withoutSpacesAtPunctuation(std::string text) {
    return cleaned(std::move(text), false);
}

}  // namespace lathe::tokens
