// SPDX-License-Identifier: Apache-2.0
// Making and opening project files: which mode a file and its folder allow, and the ladder of schemas.
// Private to this folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/project/database.h"
#include "core/project/project.h"

namespace lathe {

inline constexpr std::int64_t kApplicationId = 0x4C415448;  // "LATH"

/// `scripts` is the ladder (schemaScripts(); tests bring their own): its length is the schema's number.
Result<std::unique_ptr<Database>> createDatabase(const std::filesystem::path& path,
                                                 const std::vector<std::string_view>& scripts);
/// What becomes of an older schema that is opened for reading: brought forward in its file where that can be
/// written (else as Copy), read as a copy that is, or read as it stands.
enum class Older { Migrate, Copy, AsIs };
Result<std::unique_ptr<Database>> openDatabase(const std::filesystem::path& path, Project::Access access,
                                               const std::vector<std::string_view>& scripts,
                                               Older older = Older::Migrate);
/// A sound copy (VACUUM INTO), on the disk when it returns; written beside `to` and renamed.
Result<> copyDatabase(Database& from, const std::filesystem::path& to);
/// Refuses files that are none of ours by their first bytes, before SQLite reads them.
Result<> checkHeader(const std::filesystem::path& path);

}  // namespace lathe
