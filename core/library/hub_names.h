// SPDX-License-Identifier: Apache-2.0
// Names of the hub: repositories, revisions, files; what may become part of a path or an address.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lathe {

/// A model at a revision: "OWNER/NAME@REV"; the owner may be absent, the revision is "main" unless said.
struct HubName {
    std::string repository;         ///< "HuggingFaceTB/SmolLM2-135M"
    std::string revision = "main";  ///< a branch, a tag, "refs/pr/1" or a commit
};

Result<HubName> hubName(std::string_view text);
/// A file's name within a repository: a relative path of plain parts.
bool isHubFile(std::string_view name);
/// A commit: 40 or 64 hexadecimal digits.
bool isCommit(std::string_view text);
/// "models--OWNER--NAME"
std::string hubFolder(const std::string& repository);
/// The repository of such a folder's name, or nothing where it is none.
std::string hubRepository(std::string_view folder);
/// A path as part of an address: everything but letters, digits, "-._~" and "/" escaped.
std::string escapedPath(std::string_view path, bool slashes = true);

}  // namespace lathe
