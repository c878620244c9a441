// SPDX-License-Identifier: Apache-2.0
// What can be read of a damaged project, as a new one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace lathe {

struct Salvaged {
    std::int64_t rows = 0;          ///< taken over
    std::vector<std::string> lost;  ///< what could not be, a line each; empty: everything was there
};

/// Reads `from` table by table from both ends, around what is damaged, and writes what it finds into a new
/// project of the current schema, which is sound: half tensors, rows without their run and broken JSON stay
/// out. `from` is not changed; a damaged header is mended in a temporary copy. Refuses a `to` that exists.
Result<Salvaged> salvageProject(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace lathe
