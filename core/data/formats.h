// SPDX-License-Identifier: Apache-2.0
// The readers of each data format. Private to this folder.
#pragma once

#include <functional>

#include "core/data/reader.h"
#include "core/data/source.h"

namespace lathe {

using RowHeard = std::function<Result<bool>(Json fields)>;

/// What the name and the first bytes say; the error says how to name the format.
Result<DataFormat> detectFormat(const TextSource& source, ReadingNotes& notes);

/// One object a line.
Result<> readJsonLines(TextSource& source, const RowHeard& row, ReadingNotes& notes);
/// A list of objects, or an object in which one member is such a list.
Result<> readJsonList(TextSource& source, const RowHeard& row, ReadingNotes& notes);
/// RFC 4180 with a header line; the separator is ',', ';' or a tab.
Result<> readSeparated(TextSource& source, char separator, const RowHeard& row, ReadingNotes& notes);

/// Parses `text`, which begins at `start`; the error's place is the file's.
Result<Json> parseAt(const TextSource& source, FilePlace start, std::string_view text);

/// "1 empty line", "3 empty lines".
std::string counted(std::int64_t count, std::string_view one, std::string_view many);

}  // namespace lathe
