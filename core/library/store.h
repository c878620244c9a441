// SPDX-License-Identifier: Apache-2.0
// What the library remembers of a backbone: one JSON file an id, or a folder, file or link of that name.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace lathe {

/// One record of the store. `digest` is empty for folders and links that were put there by hand.
struct StoreRecord {
    std::string id;
    std::filesystem::path path;
    std::string digest;
    std::filesystem::path record;  ///< the file, folder or link in the store
    std::string problem;           ///< a record that can't be read
};

/// Where the records lie: $XDG_DATA_HOME/promptlathe/backbones.
std::filesystem::path storeDirectory();
/// All records, by id; none where the folder does not exist.
Result<std::vector<StoreRecord>> storeRecords();
Result<std::optional<StoreRecord>> storeRecord(const std::string& id);
Result<> writeStoreRecord(const StoreRecord& record);
/// An id is 1 to 100 of a-z, 0-9, '.', '_', '-', beginning with a letter or digit.
bool isBackboneId(const std::string& id);
/// "SmolLM2-135M-Instruct.Q4_1.gguf" -> "smollm2-135m-instruct"; a hub's snapshot folder gives the
/// repository's name.
std::string backboneIdFor(const std::filesystem::path& path);

}  // namespace lathe
