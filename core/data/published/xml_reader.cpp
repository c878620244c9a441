// SPDX-License-Identifier: Apache-2.0
#include "core/data/published/xml_reader.h"

#include <algorithm>
#include <charconv>

#include "core/base/text.h"

namespace lathe::published {
namespace {

constexpr std::size_t kLongest = 1 << 24;

bool isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isNameByte(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == ':' || c >= 0x80;
}

}  // namespace

std::string XmlPiece::attribute(std::string_view wanted) const {
    for (const auto& [own, value] : attributes)
        if (own == wanted) return value;
    return {};
}

void XmlReader::skipSpace() {
    while (isSpace(source_.peek())) source_.get();
}

Result<std::string> XmlReader::until(std::string_view end, FilePlace place, const char* what) {
    std::string text;
    while (!text.ends_with(end)) {
        const int c = source_.get();
        if (c < 0 || text.size() > kLongest)
            return source_.error(std::string(what) + " that is never closed", place);
        text += static_cast<char>(c);
    }
    text.resize(text.size() - end.size());
    return text;
}

Result<std::string> XmlReader::name() {
    const FilePlace place = source_.place();
    std::string text;
    while (isNameByte(source_.peek()) && text.size() < 1000) text += static_cast<char>(source_.get());
    if (text.empty())
        return source_.error("a name should stand here", place, "write & as &amp; and < as &lt;");
    return text;
}

/// Behind an ampersand.
Result<std::string> XmlReader::entity() {
    const FilePlace place = source_.place();
    std::string inside;
    while (source_.peek() >= 0 && source_.peek() != ';' && inside.size() < 12)
        inside += static_cast<char>(source_.get());
    const auto unknown = [&] {
        return source_.error("an entity that is not known: &" + printable(inside), place, "write & as &amp;");
    };
    if (source_.get() != ';') return unknown();
    if (inside == "lt") return std::string("<");
    if (inside == "gt") return std::string(">");
    if (inside == "amp") return std::string("&");
    if (inside == "quot") return std::string("\"");
    if (inside == "apos") return std::string("'");
    if (!inside.starts_with('#')) return unknown();
    const bool hex = inside.starts_with("#x");
    const char *begin = inside.data() + (hex ? 2 : 1), *end = inside.data() + inside.size();
    std::uint32_t point = 0;
    const auto read = std::from_chars(begin, end, point, hex ? 16 : 10);
    if (read.ec != std::errc() || read.ptr != end || point == 0 || point > 0x10FFFF ||
        (point >= 0xD800 && point < 0xE000))
        return unknown();
    std::string out;
    appendUtf8(out, static_cast<char32_t>(point));
    return out;
}

Result<> XmlReader::attributes(XmlPiece& piece) {
    while (true) {
        skipSpace();
        const int c = source_.peek();
        if (c == '>' || c == '/' || c == '?') return {};
        LATHE_TRY(key, name());
        skipSpace();
        const FilePlace place = source_.place();
        if (source_.get() != '=') return source_.error("a = should stand behind an attribute's name", place);
        skipSpace();
        const FilePlace start = source_.place();
        const int quote = source_.get();
        if (quote != '"' && quote != '\'') return source_.error("an attribute's value wants quotes", start);
        std::string value;
        while (true) {
            const int v = source_.get();
            if (v < 0 || v == '<' || value.size() > kLongest)
                return source_.error("an attribute's value that is never closed", start);
            if (v == quote) break;
            if (v == '&') {
                LATHE_TRY(text, entity());
                value += text;
            } else {
                value += static_cast<char>(v);
            }
        }
        piece.attributes.emplace_back(std::move(key), std::move(value));
    }
}

Result<XmlPiece> XmlReader::tag(FilePlace place) {
    XmlPiece piece;
    piece.place = place;
    if (source_.peek() == '/') {
        source_.get();
        LATHE_TRY(closed, name());
        skipSpace();
        if (source_.get() != '>') return source_.error("a closing tag that is never closed", place);
        if (open_.empty() || open_.back().name != closed)
            return source_.error("</" + printable(closed) + "> closes no <" + printable(closed) + ">", place,
                                 open_.empty() ? std::string()
                                               : "what is open is <" + printable(open_.back().name) +
                                                     "> of line " + std::to_string(open_.back().place.line));
        open_.pop_back();
        piece.kind = XmlPiece::Kind::End;
        piece.name = std::move(closed);
        return piece;
    }
    LATHE_TRY(opened, name());
    piece.kind = XmlPiece::Kind::Start;
    piece.name = std::move(opened);
    LATHE_CHECK(attributes(piece));
    if (source_.peek() == '/') {
        source_.get();
        closeNow_ = true;
    }
    if (source_.get() != '>') return source_.error("a tag that is never closed", place);
    if (open_.size() >= 200) return source_.error("more than 200 elements inside each other", place);
    open_.push_back({XmlPiece::Kind::Start, piece.name, {}, {}, place});
    seen_ = true;
    return piece;
}

Result<XmlPiece> XmlReader::text(FilePlace place) {
    XmlPiece piece{XmlPiece::Kind::Text, {}, {}, {}, place};
    while (source_.peek() >= 0 && source_.peek() != '<') {
        const int c = source_.get();
        if (c == '&') {
            LATHE_TRY(inside, entity());
            piece.text += inside;
        } else {
            piece.text += static_cast<char>(c);
        }
        if (piece.text.size() > kLongest) return source_.error("a text of more than 16 MiB", place);
    }
    if (invalidUtf8(piece.text)) return source_.error("not valid UTF-8", place, "save the file as UTF-8");
    return piece;
}

Result<XmlPiece> XmlReader::next() {
    if (closeNow_) {
        closeNow_ = false;
        XmlPiece piece{XmlPiece::Kind::End, open_.back().name, {}, {}, open_.back().place};
        open_.pop_back();
        return piece;
    }
    while (true) {
        const FilePlace place = source_.place();
        if (source_.peek() < 0) {
            LATHE_CHECK(source_.problem());
            if (!open_.empty())
                return source_.error("<" + printable(open_.back().name) + "> is never closed",
                                     open_.back().place, "the file may have been cut");
            if (!seen_) return source_.error("the file holds no XML element", place);
            return XmlPiece{XmlPiece::Kind::Done, {}, {}, {}, place};
        }
        if (source_.peek() != '<') {
            LATHE_TRY(piece, text(place));
            if (!open_.empty()) return piece;
            if (trimmed(piece.text).empty()) continue;
            return source_.error("text outside of every element", place);
        }
        source_.get();
        if (source_.peek() == '?') {
            LATHE_CHECK(until("?>", place, "an instruction"));
            continue;
        }
        if (source_.peek() != '!') return tag(place);
        source_.get();
        if (source_.peek() == '-') {
            source_.get();
            LATHE_CHECK(until("-->", place, "a comment"));
        } else if (source_.peek() == '[') {
            LATHE_TRY(inside, until("]]>", place, "a CDATA section"));
            constexpr std::string_view kStart = "[CDATA[";
            if (!inside.starts_with(kStart) || open_.empty())
                return source_.error("a section that is not CDATA", place);
            return XmlPiece{XmlPiece::Kind::Text, {}, inside.substr(kStart.size()), {}, place};
        } else {
            LATHE_TRY(inside, until(">", place, "a declaration"));
            if (inside.find('[') != std::string::npos)
                return source_.error("a document type with declarations of its own", place, "take it out");
        }
    }
}

Result<std::string> XmlReader::textOf(const XmlPiece& start) {
    std::string out;
    while (true) {
        LATHE_TRY(piece, next());
        if (piece.kind == XmlPiece::Kind::Text) {
            out += piece.text;
        } else if (piece.kind == XmlPiece::Kind::End) {
            return std::string(trimmed(out));
        } else {
            return source_.error("an element inside <" + printable(start.name) + ">, which holds text alone",
                                 piece.place);
        }
    }
}

}  // namespace lathe::published
