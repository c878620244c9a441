// SPDX-License-Identifier: Apache-2.0
// SHA-256 of files, remembered by path, size and time below the cache folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace lathe {

/// SHA-256 of one file; the remembered one where the file's size and time are unchanged, unless `fresh`.
Result<std::string> fileDigest(const std::filesystem::path& path, bool fresh = false);
/// Of a backbone's files: the file's own digest where it is one, else over each file's name and digest, in
/// order.
Result<std::string> filesDigest(const std::vector<std::filesystem::path>& files, bool fresh = false);

}  // namespace lathe
