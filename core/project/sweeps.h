// SPDX-License-Identifier: Apache-2.0
// Sweeps and studies: which runs belong together, and what each of them varies.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/project/project.h"

namespace lathe {

struct SweepRow {
    std::int64_t id = 0;
    std::string name, study;  ///< study: "" for a sweep of the user's own
    Json recipe, plan;
    std::string created;
};
/// One run that a sweep asks for.
struct SweepRunRow {
    std::int64_t position = 0, configuration = 0, seed = 0;
    std::string part;
    std::int64_t run = 0;  ///< 0: not begun yet, or deleted
};

Result<std::vector<SweepRow>> listSweeps(const Project& project);
/// By name; the error lists the names there are.
Result<SweepRow> findSweep(const Project& project, std::string_view name);
Result<std::vector<SweepRunRow>> sweepRuns(const Project& project, std::int64_t sweep);

/// The sweep of that name, made with its runs where there is none. One that was made from another recipe or
/// plan is refused: its table would mix two questions.
Result<SweepRow> beginSweep(Project& project, const SweepRow& asked, const std::vector<SweepRunRow>& runs);
/// Notes which run answers a position.
Result<> setSweepRun(Project& project, std::int64_t sweep, std::int64_t position, std::int64_t run);

}  // namespace lathe
