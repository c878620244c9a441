// SPDX-License-Identifier: Apache-2.0
// Data files of others as rows of named fields: JSONL, JSON, CSV, TSV, and published data sets' own files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace lathe {

enum class DataFormat {
    Auto,
    Jsonl,
    Json,
    Csv,
    Tsv,
#define X(name) name,
#include "core/data/published/list.inc"
#undef X
};
/// "auto", "jsonl", "json", "csv", "tsv", and the published sets' names.
std::vector<std::string> dataFormats();
Result<DataFormat> dataFormatNamed(std::string_view name);
std::string_view dataFormatName(DataFormat format);

/// What was odd but harmless, to be told once: a byte order mark, CRLF line ends, empty lines.
struct ReadingNotes {
    std::vector<std::string> notes;
    std::int64_t rows = 0;
    DataFormat format = DataFormat::Auto;
};

/// Reads a file row by row; never the whole file. An error names file, line and column. `row` returns false
/// to stop.
Result<ReadingNotes> readRows(const std::filesystem::path& path, DataFormat format,
                              const std::function<Result<bool>(Json fields)>& row);

}  // namespace lathe
