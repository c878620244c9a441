// SPDX-License-Identifier: Apache-2.0
// The package lists that apt keeps (format: deb-control(5)), read stanza by stanza. Private to this folder.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace lathe {

/// A paragraph of fields; a value keeps the LFs and the leading space of its further lines.
struct Stanza {
    std::vector<std::pair<std::string, std::string>> fields;
    /// A field's value, or empty where there is none.
    const std::string& operator[](std::string_view name) const;
};

/// Reads a file of stanzas of at most 1 MiB each. Errors name file and line.
Result<> readStanzas(const std::filesystem::path& path, const std::function<void(Stanza&&)>& stanza);

/// Where apt's lists lie: $PROMPTLATHE_APT_LISTS, else /var/lib/apt/lists.
std::filesystem::path aptLists();
struct AptFiles {
    std::vector<std::filesystem::path> packages, descriptions;  ///< by name
};
/// The plain Packages and Translation-en files of a folder; where either is missing (compressed, not fetched,
/// no English), the error says which command brings them.
Result<AptFiles> findAptFiles(const std::filesystem::path& folder);

}  // namespace lathe
