// SPDX-License-Identifier: Apache-2.0
// A worker: one run from its row in the project to its end, recorded and told as it goes (DESIGN.md, section
// 2).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/progress.h"
#include "app/cli/session.h"
#include "core/engine/training/trainer.h"

namespace CLI {
class App;
}

namespace lathe::cli {

struct WorkerOptions {
    std::string progress = "auto";
    std::int64_t steps = 0;    ///< 0: as the recipe says
    bool accept = false;       ///< go on though something differs from what the run was made with
    std::uint64_t memory = 0;  ///< bytes that it may take; 0: no limit
    /// Where its backbone comes from: sweeps keep one from run to run.
    std::function<Result<std::shared_ptr<Backbone>>(const Prepared&, const Json& resolved)> load = loadFor;
};

struct WorkerOutcome {
    TrainingOutcome training;
    bool interrupted = false;  ///< by Ctrl C or SIGTERM, state saved: exit code 130
};

/// --memory-limit SIZE.
void addMemoryLimit(CLI::App& app, std::uint64_t& bytes);

/// Trains a run that exists as a row, from its start or from its last resume state.
Result<WorkerOutcome> work(Project& project, const RunRow& run, const WorkerOptions& options);

/// Trains runs side by side, their batches in shared passes over one backbone (core/engine/training/lanes.h);
/// each is recorded as if it were alone, and what ends one does not end the others. Outcomes in the runs'
/// order.
Result<std::vector<Result<WorkerOutcome>>> workLanes(Project& project, const std::vector<RunRow>& runs,
                                                     const WorkerOptions& options);

/// The result that `train` and `resume` print.
Json toJson(std::int64_t run, const WorkerOutcome& outcome);

}  // namespace lathe::cli
