// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "core/base/text.h"
#include "core/data/formats.h"

namespace lathe {
namespace {

constexpr std::size_t kLongestField = 1ULL << 28;

struct Cell {
    std::string text;
    FilePlace place;
};

/// Reads records of RFC 4180; LF and CRLF end them, and quoted fields may hold both.
class RecordReader {
  public:
    RecordReader(TextSource& source, char separator) : source_(source), separator_(separator) {}

    /// The next record; empty at the end of the file. An empty line is a record of one empty cell.
    Result<std::vector<Cell>> next() {
        std::vector<Cell> cells;
        if (source_.peek() < 0) return cells;
        while (true) {
            Cell cell{{}, source_.place()};
            const bool quoted = source_.peek() == '"';
            LATHE_CHECK(quoted ? quotedCell(cell) : plainCell(cell));
            if (const auto bad = invalidUtf8(cell.text)) {
                LATHE_CHECK(source_.problem());
                return source_.error("not valid UTF-8", cell.place, "save the file as UTF-8");
            }
            cells.push_back(std::move(cell));
            const FilePlace place = source_.place();
            int c = source_.get();
            if (c == separator_) continue;
            if (c == '\r') {
                c = source_.get();
                ++returns;
            }
            if (c < 0 || c == '\n') return cells;
            return source_.error("text behind a closing quote", place,
                                 "double the quotes inside a quoted field");
        }
    }

    std::int64_t returns = 0;

  private:
    Result<> plainCell(Cell& cell) {
        while (true) {
            const int c = source_.peek();
            if (c < 0 || c == '\n' || c == separator_) break;
            cell.text += static_cast<char>(source_.get());
            if (cell.text.size() > kLongestField)
                return source_.error("a field of more than 256 MiB", cell.place);
        }
        if (cell.text.ends_with('\r') && source_.peek() != separator_) {
            cell.text.pop_back();
            ++returns;
        }
        return {};
    }

    Result<> quotedCell(Cell& cell) {
        source_.get();
        while (true) {
            const int c = source_.get();
            if (c < 0) {
                LATHE_CHECK(source_.problem());
                return source_.error("a quote that is never closed", cell.place,
                                     "close it, or double quotes inside fields");
            }
            if (c == '"') {
                if (source_.peek() != '"') return {};
                source_.get();
            }
            cell.text += static_cast<char>(c);
            if (cell.text.size() > kLongestField)
                return source_.error("a quote that is not closed within 256 MiB", cell.place);
        }
    }

    TextSource& source_;
    char separator_;
};

bool isEmptyLine(const std::vector<Cell>& cells) {
    return cells.size() == 1 && cells.front().text.empty();
}

}  // namespace

Result<> readSeparated(TextSource& source, char separator, const RowHeard& row, ReadingNotes& notes) {
    RecordReader records(source, separator);
    LATHE_TRY(header, records.next());
    while (isEmptyLine(header)) {
        LATHE_TRY(following, records.next());
        header = std::move(following);
    }
    LATHE_CHECK(source.problem());
    std::set<std::string> names;
    for (Cell& cell : header) {
        cell.text = std::string(trimmed(cell.text));
        if (cell.text.empty())
            return source.error("a column without a name", cell.place, "name every column in the first line");
        if (!names.insert(cell.text).second)
            return source.error("the column \"" + printable(cell.text) + "\" stands twice", cell.place);
    }
    std::int64_t empty = 0;
    while (true) {
        LATHE_TRY(cells, records.next());
        LATHE_CHECK(source.problem());
        if (cells.empty()) break;
        if (isEmptyLine(cells)) {
            ++empty;
            continue;
        }
        if (cells.size() != header.size()) {
            const FilePlace place =
                cells.size() > header.size() ? cells[header.size()].place : cells.back().place;
            return source.error(counted(static_cast<std::int64_t>(cells.size()), "field", "fields") +
                                    ", and the first line names " + std::to_string(header.size()),
                                place, "quote fields that hold the separator or a line end");
        }
        source.beginRecord(cells.front().place);
        Json::Object fields;
        for (std::size_t i = 0; i < cells.size(); ++i)
            fields.emplace_back(header[i].text, std::move(cells[i].text));
        LATHE_TRY(goOn, row(Json(std::move(fields))));
        if (!goOn) break;
    }
    if (records.returns > 0) notes.notes.emplace_back("the lines end with CRLF");
    if (empty > 0) notes.notes.push_back(counted(empty, "empty line was", "empty lines were") + " left out");
    return {};
}

}  // namespace lathe
