// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "core/base/text.h"
#include "core/data/formats.h"

namespace lathe {
namespace {

constexpr std::size_t kLongestRow = 1ULL << 28;

std::string kindOf(const Json& value) {
    return value.isArray()    ? "a list"
           : value.isString() ? "text"
           : value.isNumber() ? "a number"
                              : value.dump();
}

Result<> isRow(const TextSource& source, FilePlace place, const Json& value) {
    if (!value.isObject())
        return source.error("a row is an object of named fields, and this is " + kindOf(value), place,
                            R"(write rows like {"text": "...", "label": "..."})");
    if (value.size() == 0) return source.error("a row without fields", place);
    return {};
}

}  // namespace

Result<Json> parseAt(const TextSource& source, FilePlace start, std::string_view text) {
    auto parsed = Json::parse(text);
    if (parsed) return parsed;
    Error error = parsed.error();
    long long line = 1, column = 1;
    if (std::sscanf(error.where.c_str(), "line %lld, column %lld", &line, &column) == 2) {
        if (line == 1) column += start.column - 1;
        error.where = source.where({start.line + line - 1, column});
    } else {
        error.where = source.where(start);
    }
    return tl::unexpected<Error>(std::move(error));
}

Result<> readJsonLines(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    std::int64_t empty = 0, returns = 0;
    for (std::int64_t number = 1; auto line = source.line(); ++number) {
        LATHE_CHECK(source.problem());
        if (line->ends_with('\r')) {
            line->pop_back();
            ++returns;
        }
        if (trimmed(*line).empty()) {
            ++empty;
            continue;
        }
        const FilePlace start{number, 1};
        if (line->size() > kLongestRow) return source.error("a line of more than 256 MiB", start);
        LATHE_TRY(fields, parseAt(source, start, *line));
        LATHE_CHECK(isRow(source, start, fields));
        source.beginRecord(start);
        LATHE_TRY(goOn, row(std::move(fields)));
        if (!goOn) break;
    }
    if (returns > 0) notes.notes.emplace_back("the lines end with CRLF");
    if (empty > 0) notes.notes.push_back(counted(empty, "empty line was", "empty lines were") + " left out");
    return {};
}

namespace {

/// Walks a JSON file value by value, so that only one row is in memory.
class JsonWalker {
  public:
    JsonWalker(TextSource& source, const RowHeard& row) : source_(source), row_(row) {}

    Result<> walk() {
        skipSpace();
        const FilePlace start = source_.place();
        if (source_.peek() == '[') {
            LATHE_CHECK(list());
        } else if (source_.peek() == '{') {
            LATHE_CHECK(object(start));
        } else {
            return source_.error("a JSON file of rows begins with [ or {", start,
                                 "give a list of objects, or name another --format");
        }
        if (stopped_) return {};
        skipSpace();
        if (source_.peek() >= 0)
            return source_.error("text behind the end of the JSON value", source_.place());
        return {};
    }

  private:
    void skipSpace() {
        while (true) {
            const int c = source_.peek();
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return;
            source_.get();
        }
    }

    /// The text of one value, balanced; its inside is checked by the parser.
    Result<std::string> valueText() {
        const FilePlace start = source_.place();
        std::string text;
        int depth = 0;
        bool quoted = false;
        while (true) {
            const int c = source_.peek();
            if (c < 0) {
                LATHE_CHECK(source_.problem());
                if (text.empty()) return source_.error("the file ends where a value should stand", start);
                if (depth > 0 || quoted) {
                    // The parser says best what is missing, and where.
                    LATHE_CHECK(parseAt(source_, start, text));
                }
                return text;
            }
            if (!quoted && depth == 0 && !text.empty() && (c == ',' || c == ']' || c == '}' || c == ':'))
                return text;
            if (!quoted && depth == 0 && text.empty() && (c == ',' || c == ']' || c == '}'))
                return source_.error(std::string("a value is missing before ") + static_cast<char>(c), start);
            text += static_cast<char>(source_.get());
            if (text.size() > kLongestRow) return source_.error("a value of more than 256 MiB", start);
            if (quoted) {
                if (c == '\\' && source_.peek() >= 0)
                    text += static_cast<char>(source_.get());
                else if (c == '"')
                    quoted = false;
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                ++depth;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                return text;
            }
        }
    }

    Result<Json> value() {
        const FilePlace start = source_.place();
        LATHE_TRY(text, valueText());
        LATHE_CHECK(source_.problem());
        return parseAt(source_, start, text);
    }

    /// After a value: true where another follows, false at the closing bracket.
    Result<bool> another(char close) {
        skipSpace();
        const FilePlace place = source_.place();
        const int c = source_.get();
        if (c == close) return false;
        if (c == ',') {
            skipSpace();
            if (source_.peek() == close)
                return source_.error("a comma before the closing bracket", place, "take it out");
            return true;
        }
        LATHE_CHECK(source_.problem());
        if (c < 0)
            return source_.error(std::string("the file ends before ") + close, place,
                                 "the file may have been cut");
        return source_.error(std::string("a comma or ") + close + " should stand here", place);
    }

    Result<> list() {
        source_.get();  // [
        skipSpace();
        if (source_.peek() == ']') {
            source_.get();
            return {};
        }
        return items();
    }

    /// Rows up to the closing bracket.
    Result<> items() {
        while (true) {
            skipSpace();
            const FilePlace start = source_.place();
            LATHE_TRY(fields, value());
            LATHE_CHECK(isRow(source_, start, fields));
            source_.beginRecord(start);
            LATHE_TRY(goOn, row_(std::move(fields)));
            if (!goOn) {
                stopped_ = true;
                return {};
            }
            LATHE_TRY(more, another(']'));
            if (!more) return {};
        }
    }

    /// An object around the rows: other members are read over.
    Result<> object(FilePlace start) {
        source_.get();  // {
        std::string rowsKey;
        bool found = false;
        skipSpace();
        if (source_.peek() == '}') return source_.error("an empty object holds no rows", start);
        while (true) {
            skipSpace();
            const FilePlace keyPlace = source_.place();
            LATHE_TRY(key, value());
            if (!key.isString())
                return source_.error("a member's name in quotes should stand here", keyPlace);
            skipSpace();
            if (source_.peek() != ':')
                return source_.error("a : should stand behind the member's name", source_.place());
            source_.get();
            skipSpace();
            if (source_.peek() == '[' && !found) {
                LATHE_TRY(isRows, listOfObjects());
                if (isRows) {
                    found = true;
                    rowsKey = key.string();
                }
            } else {
                LATHE_TRY(other, value());
                if (other.isArray() && other.size() > 0 && other.items().front().isObject())
                    return source_.error("two lists of rows, \"" + printable(rowsKey) + "\" and \"" +
                                             printable(key.string()) + "\"",
                                         keyPlace, "keep one of them in the file");
            }
            if (stopped_) return {};
            LATHE_TRY(more, another('}'));
            if (!more) break;
        }
        if (!found)
            return source_.error("no member of the object is a list of rows", start,
                                 R"(write {"data": [{...}, ...]})");
        return {};
    }

    /// Reads a list whose first item is an object as rows and says true; reads over any other list.
    Result<bool> listOfObjects() {
        source_.get();  // [
        skipSpace();
        if (source_.peek() == ']') {
            source_.get();
            return false;
        }
        if (source_.peek() == '{') {
            LATHE_CHECK(items());
            return true;
        }
        while (true) {
            skipSpace();
            LATHE_CHECK(value());
            LATHE_TRY(more, another(']'));
            if (!more) return false;
        }
    }

    TextSource& source_;
    const RowHeard& row_;
    bool stopped_ = false;
};

}  // namespace

Result<> readJsonList(TextSource& source, const RowHeard& row, ReadingNotes&) {
    return JsonWalker(source, row).walk();
}

}  // namespace lathe
