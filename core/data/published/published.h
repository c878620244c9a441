// SPDX-License-Identifier: Apache-2.0
// Readers of published data sets' own files, as rows that a recipe can name. Private to core/data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/formats.h"

namespace lathe::published {

struct Set {
    std::string_view name;  ///< as --format takes it
    std::string_view what;  ///< "the E2E challenge's CSV"
    /// Whether the first bytes of a file can be nothing else. Null: the set is read where it is named.
    bool (*recognises)(std::string_view head) = nullptr;
    Result<> (*read)(TextSource& source, const RowHeard& row, ReadingNotes& notes) = nullptr;
};

/// All of them, in the order of list.inc.
const std::vector<Set>& sets();

// For the readers.

/// The first line of a JSONL file as an object; null where it is none or longer than `head`.
Json firstObject(std::string_view head);
/// What an error about the record that is being read says: the record's place.
tl::unexpected<Error> wrong(const TextSource& source, std::string what, std::string todo = {});
/// Members that a record must have; the error names the member and the record's place. Text may be empty.
Result<std::string> textIn(const TextSource& source, const Json& object, std::string_view key);
Result<Json::Array> listIn(const TextSource& source, const Json& object, std::string_view key);
/// "subject : property : object", with ` | ` between triples, as Li and Liang (2021) write them.
std::string joinedTriples(const std::vector<std::string>& triples);
/// A row for a text's several right answers: in a training file a row each, since all are to be learned; else
/// one row whose target is the list of them. False: the hearer has heard enough.
Result<bool> tellReferences(const TextSource& source, const Json& fields,
                            const std::vector<std::string>& texts, const RowHeard& row);
/// The texts each once, in the order of first sight.
std::vector<std::string> eachOnce(const Json::Array& texts);

}  // namespace lathe::published
