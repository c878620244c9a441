// SPDX-License-Identifier: Apache-2.0
// Which files an import reads, and which split each one's name means.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lathe {

/// The split that a word means: "train", "validation" or "test" for it and its usual short names, else the
/// word in lower case.
std::string splitNamed(std::string_view word);
/// The split that a file's name says ("devset.csv", "msr_paraphrase_train.txt"), else its folder's; "" for
/// none.
std::string splitOfFile(const std::filesystem::path& path);

struct DataFile {
    std::filesystem::path path;
    std::string split;  ///< "": its rows say theirs, or have none
};
/// A file is itself; of a folder, every data file in it whose name or folder names a split, in order of their
/// paths. `leftOut` hears of those that name none. The error says what the folder lacks.
Result<std::vector<DataFile>> dataFiles(const std::filesystem::path& path, std::vector<std::string>& leftOut);

}  // namespace lathe
