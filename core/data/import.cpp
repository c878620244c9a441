// SPDX-License-Identifier: Apache-2.0
#include "core/data/import.h"

#include <algorithm>
#include <charconv>

#include "core/base/text.h"
#include "core/data/survey.h"

namespace lathe {

Result<std::vector<SplitShare>> readShares(std::string_view text) {
    std::vector<SplitShare> shares;
    double sum = 0;
    const auto wrong = [&](const std::string& what) {
        return badCall(what, "--split", "write validation=0.1 or validation=0.1,test=0.2");
    };
    for (const std::string_view part : split(text, ',')) {
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) return wrong("\"" + printable(part) + "\" names no share");
        SplitShare share{std::string(trimmed(part.substr(0, equals))), 0};
        const std::string_view number = trimmed(part.substr(equals + 1));
        const auto read = std::from_chars(number.data(), number.data() + number.size(), share.share);
        if (read.ec != std::errc() || read.ptr != number.data() + number.size() ||
            !(share.share > 0 && share.share < 1))
            return wrong("\"" + printable(number) + "\" is no share between 0 and 1");
        if (share.split.empty() || share.split == "train")
            return wrong(share.split.empty() ? "a share without a split's name"
                                             : "train gets the rows that are left");
        if (std::any_of(shares.begin(), shares.end(),
                        [&](const SplitShare& other) { return other.split == share.split; }))
            return wrong("the split \"" + printable(share.split) + "\" stands twice");
        sum += share.share;
        shares.push_back(std::move(share));
    }
    if (sum >= 1) return wrong("the shares leave no rows for train");
    return shares;
}

namespace {

/// A row with its fields as they are called in the project.
Result<Json> renamed(const Json& row, const std::map<std::string, std::string>& names) {
    if (names.empty()) return row;
    Json out = Json::object();
    for (const auto& [field, value] : row.members()) {
        const auto name = names.find(field);
        const std::string& kept = name == names.end() ? field : name->second;
        if (kept.empty()) continue;
        if (out.contains(kept))
            return badCall("two fields would be called " + printable(kept), "--field", "give them different names");
        out.set(kept, value);
    }
    if (out.size() == 0) return badCall("no field of the rows is left", "--field", "leave at least one in");
    return out;
}

}  // namespace

Result<DataSet> importFile(Project& project, const std::filesystem::path& path,
                           const ImportOptions& options) {
    const auto cancelled = [&] {
        return failed("the import was cancelled; nothing was kept", path.string());
    };
    // First all rows are looked at, then they are written: splits and notes need the whole.
    Survey survey(options.labelField);
    LATHE_TRY(notes, readRows(path, options.format, [&](const Json& row) -> Result<bool> {
                  LATHE_TRY(fields, renamed(row, options.fields));
                  survey.add(fields);
                  if (survey.rows() % 1000 == 0 && options.goOn && !options.goOn(0)) return cancelled();
                  return true;
              }));
    LATHE_CHECK(survey.assign(options.shares, options.seed));
    std::error_code code;
    const auto source = std::filesystem::absolute(path, code).lexically_normal();
    LATHE_TRY(writer, DataSetWriter::begin(project, options.name, code ? path.string() : source.string(),
                                           std::string(dataFormatName(notes.format))));
    std::size_t row = 0;
    LATHE_TRY(again, readRows(path, notes.format, [&](const Json& read) -> Result<bool> {
                  LATHE_TRY(fields, renamed(read, options.fields));
                  if (row == survey.rows())
                      return failed("the file grew while it was read", path.string(), "import it again");
                  if (survey.splitIsAField()) fields.erase("split");
                  LATHE_CHECK(writer.add(survey.splitOf(row), fields));
                  ++row;
                  if (row % 1000 == 0 && options.goOn && !options.goOn(static_cast<std::int64_t>(row)))
                      return cancelled();
                  return true;
              }));
    if (static_cast<std::size_t>(again.rows) != survey.rows())
        return failed("the file changed while it was read", path.string(), "import it again");
    for (std::string& note : survey.notes()) notes.notes.push_back(std::move(note));
    return writer.finish(notes.notes);
}

}  // namespace lathe
