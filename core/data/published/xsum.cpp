// SPDX-License-Identifier: Apache-2.0
// XSum (Narayan, Cohen, Lapata 2018), in two forms: rows of document and summary (JSONL), and the list of ids
// a split (XSum-TRAINING-DEV-TEST-SPLIT-90-5-5.json) beside a folder of articles,
// bbc-summary-data/ID.summary.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "core/base/text.h"
#include "core/data/published/published.h"

namespace lathe::published {

Set xsum();

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLongestArticle = 1 << 24;

/// What the page around an article says, as the set's first loader left it out.
bool isFurniture(std::string_view line) {
    constexpr std::array<std::string_view, 11> kLines = {
        "Share this with",
        "Email",
        "Facebook",
        "Messenger",
        "Twitter",
        "Pinterest",
        "WhatsApp",
        "Linkedin",
        "LinkedIn",
        "Copy this link",
        "These are external links and will open in a new window"};
    return std::find(kLines.begin(), kLines.end(), line) != kLines.end();
}

/// Sections stand behind marks like [SN]FIRST-SENTENCE[SN].
Result<std::string> section(const fs::path& path, const std::string& text, const std::string& name) {
    const std::string mark = "[SN]" + name + "[SN]";
    const auto at = text.find(mark);
    if (at == std::string::npos)
        return failed("the article has no section " + mark, path.string(),
                      "take the files as they were published");
    const auto end = text.find("[SN]", at + mark.size());
    return std::string(trimmed(std::string_view(text).substr(at + mark.size(), end - at - mark.size())));
}

Result<Json> article(const fs::path& path, const std::string& id) {
    std::error_code code;
    if (const auto size = fs::file_size(path, code); code || size > kLongestArticle)
        return failed(code ? "cannot be read: " + code.message() : "an article of more than 16 MiB",
                      path.string(),
                      code ? "put the articles beside the list of ids, as bbc-summary-data/ID.summary" : "");
    std::ifstream file(path, std::ios::binary);
    std::string text, line;
    while (std::getline(file, line))
        if (!isFurniture(line)) text += line + '\n';
    if (const auto bad = invalidUtf8(text)) {
        const auto row = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
        return failed("not valid UTF-8", path.string() + ", line " + std::to_string(row),
                      "save the file as UTF-8");
    }
    LATHE_TRY(summary, section(path, text, "FIRST-SENTENCE"));
    LATHE_TRY(document, section(path, text, "RESTBODY"));
    return Json::object({{"document", document}, {"summary", summary}, {"id", id}});
}

/// {"train": ["35232142", ...], "validation": [...], "test": [...]}.
Result<> readIds(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    std::string text;
    while (auto line = source.line()) text += *line + '\n';
    LATHE_CHECK(source.problem());
    LATHE_TRY(splits, parseAt(source, {1, 1}, text));
    const fs::path folder = fs::path(source.name()).parent_path() / "bbc-summary-data";
    std::int64_t empty = 0;
    for (const auto& [split, ids] : splits.members()) {
        if (!ids.isArray()) return source.error("\"" + printable(split) + "\" is no list of ids", {1, 1});
        for (const Json& id : ids.items()) {
            const std::string name = id.isString() ? id.string() : std::string();
            // An id is a file's name: nothing may lead out of the folder.
            if (name.empty() || name.find_first_not_of("0123456789") != std::string::npos)
                return source.error("an id that is no number: " + printable(id.dump()), {1, 1});
            LATHE_TRY(fields, article(folder / (name + ".summary"), name));
            if (fields["document"].string().empty() || fields["summary"].string().empty()) {
                ++empty;
                continue;
            }
            fields.set("split", split);
            LATHE_TRY(goOn, row(std::move(fields)));
            if (!goOn) return {};
        }
    }
    if (empty > 0)
        notes.notes.push_back(counted(empty, "article", "articles") + " without text or summary left out");
    return {};
}

bool isIds(std::string_view head) {
    std::string start(trimmed(head).substr(0, 40));
    std::erase_if(start, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
    for (const char* split : {"train", "validation", "test"})
        if (start.starts_with("{\"" + std::string(split) + "\":[\"")) return true;
    return false;
}

Result<> read(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    if (isIds(source.head())) return readIds(source, row, notes);
    const RowHeard checked = [&](Json record) -> Result<bool> {
        LATHE_TRY(document, textIn(source, record, "document"));
        LATHE_TRY(summary, textIn(source, record, "summary"));
        Json fields = Json::object({{"document", document}, {"summary", summary}});
        if (record.contains("id")) fields.set("id", record["id"]);
        if (record.contains("split")) fields.set("split", record["split"]);
        return row(std::move(fields));
    };
    if (trimmed(source.head()).starts_with('[')) return readJsonList(source, checked, notes);
    return readJsonLines(source, checked, notes);
}

}  // namespace

Set xsum() {
    // Rows of document and summary are what any reader makes of them.
    return {"xsum", "XSum's list of ids with its articles", isIds, read};
}

}  // namespace lathe::published
