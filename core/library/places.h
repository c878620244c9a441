// SPDX-License-Identifier: Apache-2.0
// Backbones that lie elsewhere than in the program's own store: the hub's cache, and folders of GGUF files
// that the user named.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace lathe {

struct BackbonePlace {
    std::string id;  ///< "OWNER/NAME" (or with "@COMMIT", "/FILE.gguf"); of a folder's file its name
    std::filesystem::path path;  ///< a snapshot's folder or a GGUF file
    std::string source;          ///< "hub", "folder"
    std::string repository, commit;
};

/// All of them; the hub's by repository, then the folders'. What is still being fetched is left out.
Result<std::vector<BackbonePlace>> backbonePlaces();
/// By id, by "OWNER/NAME@REVISION" of the hub's cache, or by the short name that such a model would have in
/// the store; nothing where there is none.
Result<std::optional<BackbonePlace>> backbonePlace(const std::string& id);

/// Folders of GGUF files, as the user added them.
Result<std::vector<std::filesystem::path>> ggufFolders();
/// Adds one; its GGUF files are listed from then on, whatever comes into it.
Result<> addGgufFolder(const std::filesystem::path& folder);
/// False where it was none of them.
Result<bool> removeGgufFolder(const std::filesystem::path& folder);
/// True for a folder without a model of its own that holds GGUF files, or more than one.
bool isGgufFolder(const std::filesystem::path& folder);

}  // namespace lathe
