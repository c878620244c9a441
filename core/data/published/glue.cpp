// SPDX-License-Identifier: Apache-2.0
// GLUE (Wang et al. 2019): TSV whose quotes are literal, with a header (CoLA: none) that names the texts. The
// answer is `label` in every task, and MRPC's texts are sentence1 and sentence2.
#include <algorithm>
#include <map>

#include "core/base/text.h"
#include "core/data/published/published.h"

namespace lathe::published {

Set glue();

namespace {

/// Columns under other names than a recipe expects; empty: left out.
const std::map<std::string, std::string>& renamed() {
    static const std::map<std::string, std::string> names = {{"Quality", "label"},
                                                             {"#1 ID", ""},
                                                             {"#2 ID", ""},
                                                             {"#1 String", "sentence1"},
                                                             {"#2 String", "sentence2"},
                                                             {"is_duplicate", "label"},
                                                             {"gold_label", "label"},
                                                             {"index", "idx"},
                                                             {"id", "idx"},
                                                             {"score", "label"}};
    return names;
}

/// A header names the texts of one of the tasks.
bool isHeader(const std::vector<std::string>& cells) {
    const auto holds = [&](const char* name) {
        return std::find(cells.begin(), cells.end(), name) != cells.end();
    };
    return (holds("sentence") && (holds("label") || holds("index"))) ||
           (holds("sentence1") && holds("sentence2")) || (holds("#1 String") && holds("#2 String")) ||
           (holds("question1") && holds("question2")) || (holds("question") && holds("sentence")) ||
           (holds("premise") && holds("hypothesis"));
}

std::vector<std::string> cellsOf(const std::string& line) {
    std::vector<std::string> cells;
    for (const std::string_view cell : split(line, '\t')) cells.emplace_back(cell);
    return cells;
}

/// CoLA's files have no header: source, label, the author's mark, sentence.
bool isCola(const std::vector<std::string>& cells) {
    return cells.size() == 4 && (cells[1] == "0" || cells[1] == "1") && (cells[2].empty() || cells[2] == "*");
}

class Lines {
  public:
    explicit Lines(TextSource& source) : source_(source) {}

    /// The next line that is not empty; false at the end.
    Result<bool> next() {
        while (auto line = source_.line(1 << 24)) {
            ++number;
            LATHE_CHECK(source_.problem());
            if (line->ends_with('\r')) {
                line->pop_back();
                ++returns;
            }
            source_.beginRecord({number, 1});
            if (const auto bad = invalidUtf8(*line)) {
                FilePlace place{number, 1};
                for (std::size_t at = 0; at < *bad; ++place.column) nextCodePoint(*line, at);
                return source_.error("not valid UTF-8", place, "save the file as UTF-8");
            }
            if (line->empty()) continue;
            text = std::move(*line);
            return true;
        }
        LATHE_CHECK(source_.problem());
        return false;
    }
    /// Where a cell of the line begins.
    FilePlace placeOf(std::size_t cell) const {
        FilePlace place{number, 1};
        for (std::size_t at = 0; at < text.size() && cell > 0; ++place.column)
            if (nextCodePoint(text, at) == U'\t') --cell;
        return place;
    }

    std::string text;
    std::int64_t number = 0, returns = 0;

  private:
    TextSource& source_;
};

struct Short {
    std::int64_t rows = 0, first = 0;
};

Result<bool> tell(const TextSource& source, const Lines& lines, const std::vector<std::string>& names,
                  const RowHeard& row, Short& cut) {
    const std::vector<std::string> cells = cellsOf(lines.text);
    if (cells.size() > names.size())
        return source.error(counted(static_cast<std::int64_t>(cells.size()), "field", "fields") +
                                ", and the header names " + std::to_string(names.size()),
                            lines.placeOf(names.size()), "GLUE's fields hold no tabs");
    if (cells.size() < names.size()) {  // QQP is published with some
        if (cut.rows++ == 0) cut.first = lines.number;
        return true;
    }
    Json fields = Json::object();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        // MNLI's five annotators and the parse trees are no part of the task.
        const bool aside = names[i].empty() || names[i].ends_with("_parse") ||
                           (names[i].starts_with("label") && names[i].size() == 6);
        if (!aside) fields.set(names[i], cells[i]);
    }
    return row(std::move(fields));
}

Result<> read(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    Lines lines(source);
    LATHE_TRY(any, lines.next());
    if (!any) return {};
    std::vector<std::string> names = cellsOf(lines.text);
    Short cut;
    if (isHeader(names)) {
        for (std::string& name : names) {
            const auto at = renamed().find(name);
            if (at != renamed().end()) name = at->second;
        }
    } else if (isCola(names)) {
        names = {"source", "label", "mark", "sentence"};
        LATHE_TRY(goOn, tell(source, lines, names, row, cut));
        if (!goOn) return {};
    } else {
        return source.error(
            "the first line is no header of GLUE's, and the file is not CoLA", {1, 1},
            "a header names the texts: sentence, sentence1 and sentence2, question1 and question2 ...");
    }
    while (true) {
        LATHE_TRY(more, lines.next());
        if (!more) break;
        LATHE_TRY(goOn, tell(source, lines, names, row, cut));
        if (!goOn) break;
    }
    if (lines.returns > 0) notes.notes.emplace_back("the lines end with CRLF");
    if (cut.rows > 0)
        notes.notes.push_back(counted(cut.rows, "line", "lines") +
                              " with too few fields left out (the first: line " + std::to_string(cut.first) +
                              ")");
    return {};
}

/// Headers that no other table has; SST-2's and CoLA's want naming.
bool recognises(std::string_view head) {
    std::string line(head.substr(0, head.find('\n')));
    if (line.ends_with('\r')) line.pop_back();
    const std::vector<std::string> cells = cellsOf(line);
    const auto holds = [&](const char* name) {
        return std::find(cells.begin(), cells.end(), name) != cells.end();
    };
    return cells.size() > 2 && isHeader(cells) && (holds("index") || holds("#1 String") || holds("qid1"));
}

}  // namespace

Set glue() {
    return {"glue", "GLUE's TSV, quotes literal", recognises, read};
}

}  // namespace lathe::published
