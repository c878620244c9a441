// SPDX-License-Identifier: Apache-2.0
// Records of named fields, from iso-codes and WordNet, for facts-to-text. Private to this folder.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/data/wordnet_nouns.h"

namespace lathe {

struct Record {
    std::string topic;                                        ///< "country"
    std::vector<std::pair<std::string, std::string>> fields;  ///< the first is "name", the second "is_a"

    /// A field's value, or null where the record has none.
    const std::string* find(std::string_view field) const;
    const std::string& name() const { return fields.front().second; }
    /// "name : Aruba | is_a : country | alpha_2 : AW".
    std::string line() const;
};

/// Where iso-codes' JSON files lie: $PROMPTLATHE_ISO_CODES, else Debian's iso-codes.
std::filesystem::path isoCodes();
/// The files of that folder that isoRecords reads.
std::vector<std::filesystem::path> isoFiles(const std::filesystem::path& folder);
/// Countries, subdivisions, languages, currencies, scripts, language families and former countries. Names
/// with commas, brackets or semicolons are passed over. Errors name the file, and the line or the entry.
Result<std::vector<Record>> isoRecords(const std::filesystem::path& folder);
/// Kinds with another name, parts, members, places and people, of WordNet's nouns.
std::vector<Record> wordnetRecords(const Nouns& nouns);

/// Every way in which facts-to-text says a record (at least three), each stating all of its fields.
std::vector<std::string> sentencesOf(const Record& record);

}  // namespace lathe
