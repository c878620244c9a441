// SPDX-License-Identifier: Apache-2.0
// Some network file systems take a lock and keep nobody out, or know no locks at all. Private to this folder.
#pragma once

#include <filesystem>

namespace lathe {

/// False where two openings of one file in this folder do not keep each other out, which several programs at
/// one project need. True where it cannot be tried (a folder that takes no files).
bool locksWork(const std::filesystem::path& folder);

}  // namespace lathe
