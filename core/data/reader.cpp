// SPDX-License-Identifier: Apache-2.0
#include "core/data/reader.h"

#include "core/base/text.h"
#include "core/data/formats.h"

namespace lathe {
namespace {

struct Named {
    std::string_view name;
    DataFormat format;
};
constexpr Named kFormats[] = {{"auto", DataFormat::Auto},
                              {"jsonl", DataFormat::Jsonl},
                              {"json", DataFormat::Json},
                              {"csv", DataFormat::Csv},
                              {"tsv", DataFormat::Tsv}};

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

}  // namespace

Result<DataFormat> dataFormatNamed(std::string_view name) {
    for (const Named& known : kFormats)
        if (known.name == name) return known.format;
    return badCall("no data format \"" + printable(name) + "\"", "--format",
                   "give jsonl, json, csv, tsv or auto");
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
        LATHE_TRY(detected, detectFormat(source, notes));
        notes.format = detected;
    }
    bool stopped = false;
    const RowHeard heard = [&](Json fields) -> Result<bool> {
        ++notes.rows;
        LATHE_TRY(goOn, row(std::move(fields)));
        stopped = !goOn;
        return goOn;
    };
    Result<> read;
    switch (notes.format) {
        case DataFormat::Auto:
        case DataFormat::Jsonl:
            read = readJsonLines(source, heard, notes);
            break;
        case DataFormat::Json:
            read = readJsonList(source, heard, notes);
            break;
        case DataFormat::Csv: {
            const char separator = separatorOf(source.head());
            if (separator == ';') notes.notes.emplace_back("the columns are parted by semicolons");
            read = readSeparated(source, separator, heard, notes);
            break;
        }
        case DataFormat::Tsv:
            read = readSeparated(source, '\t', heard, notes);
            break;
    }
    // A NUL byte explains best what went wrong after it.
    if (!stopped) LATHE_CHECK(source.problem());
    if (!read) return tl::unexpected<Error>(read.error());
    if (notes.rows == 0)
        return failed("the file holds no rows", source.name(), "give a file with at least one row");
    return notes;
}

}  // namespace lathe
