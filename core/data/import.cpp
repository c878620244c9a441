// SPDX-License-Identifier: Apache-2.0
#include "core/data/import.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/base/text.h"
#include "core/data/data_files.h"
#include "core/data/formats.h"
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
            return badCall("two fields would be called " + printable(kept), "--field",
                           "give them different names");
        out.set(kept, value);
    }
    if (out.size() == 0) return badCall("no field of the rows is left", "--field", "leave at least one in");
    return out;
}

/// The files of an import one after the other, each row with its file's split where that has one. On the
/// second round each is read as it was on the first.
class Files {
  public:
    explicit Files(std::vector<DataFile> files) : files_(std::move(files)), formats_(files_.size()) {}

    Result<ReadingNotes> read(DataFormat format, const RowHeard& row) {
        ReadingNotes all;
        bool stopped = false;
        for (std::size_t i = 0; i < files_.size() && !stopped; ++i) {
            const DataFile& file = files_[i];
            LATHE_TRY(notes,
                      readRows(file.path, formats_[i].value_or(format), [&](Json fields) -> Result<bool> {
                          if (!file.split.empty()) fields.set("split", file.split);
                          LATHE_TRY(goOn, row(std::move(fields)));
                          stopped = !goOn;
                          return goOn;
                      }));
            formats_[i] = notes.format;
            for (std::string& note : notes.notes)
                all.notes.push_back(files_.size() > 1 ? file.path.filename().string() + ": " + note
                                                      : std::move(note));
            all.rows += notes.rows;
            if (i == 0) all.format = notes.format;
        }
        return all;
    }

  private:
    std::vector<DataFile> files_;
    std::vector<std::optional<DataFormat>> formats_;
};

}  // namespace

Result<DataSet> importFile(Project& project, const std::filesystem::path& path,
                           const ImportOptions& options) {
    const auto cancelled = [&] {
        return failed("the import was cancelled; nothing was kept", path.string());
    };
    std::vector<std::string> aside;
    LATHE_TRY(found, dataFiles(path, aside));
    Files files(std::move(found));
    // First all rows are looked at, then they are written: splits and notes need the whole.
    Survey survey(options.labelField);
    LATHE_TRY(notes, files.read(options.format, [&](const Json& read) -> Result<bool> {
        LATHE_TRY(fields, renamed(read, options.fields));
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
    LATHE_TRY(again, files.read(options.format, [&](const Json& read) -> Result<bool> {
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
    if (!aside.empty()) notes.notes.push_back("left out, since no split is in the name: " + joined(aside));
    for (std::string& note : survey.notes()) notes.notes.push_back(std::move(note));
    return writer.finish(notes.notes);
}

}  // namespace lathe
