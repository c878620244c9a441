// SPDX-License-Identifier: Apache-2.0
#include "core/data/reader.h"

#include "core/base/text.h"
#include "core/data/formats.h"
#include "core/data/published/published.h"

namespace lathe {
namespace {

struct Named {
    std::string_view name;
    DataFormat format;
};
constexpr Named kFormats[] = {
    {"auto", DataFormat::Auto}, {"jsonl", DataFormat::Jsonl}, {"json", DataFormat::Json},
    {"csv", DataFormat::Csv},   {"tsv", DataFormat::Tsv},
#define X(name) {#name, DataFormat::name},
#include "core/data/published/list.inc"
#undef X
};

const published::Set* publishedSet(DataFormat format) {
    for (const published::Set& set : published::sets())
        if (set.name == dataFormatName(format)) return &set;
    return nullptr;
}

/// A published set that the first bytes show, or what their form says.
Result<DataFormat> detected(const TextSource& source, ReadingNotes& notes) {
    for (const published::Set& set : published::sets()) {
        if (!set.recognises || !set.recognises(source.head())) continue;
        notes.notes.push_back("read as " + std::string(set.what) + " (--format " + std::string(set.name) +
                              "); another --format reads the file as it stands");
        return dataFormatNamed(set.name);
    }
    return detectFormat(source, notes);
}

/// Of a CSV header: semicolons where no comma stands outside quotes.
char separatorOf(std::string_view head) {
    bool quoted = false;
    std::size_t commas = 0, semicolons = 0;
    for (const char c : head) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\n') break;
        commas += c == ',';
        semicolons += c == ';';
    }
    return commas == 0 && semicolons > 0 ? ';' : ',';
}

Result<> readAs(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    if (const published::Set* set = publishedSet(notes.format)) return set->read(source, row, notes);
    if (notes.format == DataFormat::Json) return readJsonList(source, row, notes);
    if (notes.format == DataFormat::Tsv) return readSeparated(source, '\t', row, notes);
    if (notes.format != DataFormat::Csv) return readJsonLines(source, row, notes);
    const char separator = separatorOf(source.head());
    if (separator == ';') notes.notes.emplace_back("the columns are parted by semicolons");
    return readSeparated(source, separator, row, notes);
}

}  // namespace

Result<DataFormat> dataFormatNamed(std::string_view name) {
    for (const Named& known : kFormats)
        if (known.name == name) return known.format;
    return badCall("no data format \"" + printable(name) + "\"", "--format", "give " + joined(dataFormats()));
}

std::vector<std::string> dataFormats() {
    std::vector<std::string> names;
    for (const Named& known : kFormats) names.emplace_back(known.name);
    return names;
}

std::string_view dataFormatName(DataFormat format) {
    for (const Named& known : kFormats)
        if (known.format == format) return known.name;
    return "auto";
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

Result<ReadingNotes> readRows(const std::filesystem::path& path, DataFormat format, const RowHeard& row) {
    LATHE_TRY(source, TextSource::open(path));
    ReadingNotes notes;
    notes.format = format;
    if (source.hadMark())
        notes.notes.emplace_back("the file begins with a byte order mark, which was left out");
    if (format == DataFormat::Auto) {
        LATHE_TRY(found, detected(source, notes));
        notes.format = found;
    }
    bool stopped = false;
    const RowHeard heard = [&](Json fields) -> Result<bool> {
        ++notes.rows;
        LATHE_TRY(goOn, row(std::move(fields)));
        stopped = !goOn;
        return goOn;
    };
    auto read = readAs(source, heard, notes);
    // A NUL byte explains best what went wrong after it.
    if (!stopped) LATHE_CHECK(source.problem());
    if (!read) return tl::unexpected<Error>(read.error());
    if (notes.rows == 0)
        return failed("the file holds no rows", source.name(), "give a file with at least one row");
    return notes;
}

}  // namespace lathe
