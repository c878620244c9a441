// SPDX-License-Identifier: Apache-2.0
// The way back from deleteRun, and the way on: a deleted run is out of sight and whole for 30 days.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/project/project.h"

namespace lathe {

inline constexpr std::int64_t kDeletedDays = 30;

struct DeletedRun {
    std::int64_t run = 0, step = 0;
    std::string name, deleted;  ///< when, like all times
};
/// The last deleted first.
Result<std::vector<DeletedRun>> deletedRuns(const Project& project);
/// A deleted run's number or name, or "last".
Result<DeletedRun> findDeletedRun(const Project& project, std::string_view run);
/// Everything of the run is where it was.
Result<> restoreRun(Project& project, std::int64_t run);
/// Frees the room of a deleted run; nothing brings it back.
Result<> removeForGood(Project& project, std::int64_t run);

}  // namespace lathe
