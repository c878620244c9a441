// SPDX-License-Identifier: Apache-2.0
#include "app/cli/worker.h"

#include <unistd.h>

#include <cmath>

#include "app/cli/run_at_work.h"
#include "core/engine/training/lanes.h"

namespace lathe::cli {

Result<WorkerOutcome> work(Project& project, const RunRow& run, const WorkerOptions& options) {
    LATHE_TRY(progress, makeProgress(options.progress));
    // A worker of a window lives in a session of its own: closing the window or its terminal does not end it.
    if (options.progress == "jsonl") (void)::setsid();
    LATHE_TRY(at, RunAtWork::begin(project, run, options, *progress));
    HeldOnce held;
    auto input = at.input(1, held);
    if (!input) return at.end(tl::unexpected<Error>(input.error()));
    return at.end(train(std::move(*input), at.observer()));
}

Result<std::vector<Result<WorkerOutcome>>> workLanes(Project& project, const std::vector<RunRow>& runs,
                                                     const WorkerOptions& options) {
    LATHE_TRY(progress, makeLaneProgress(options.progress));
    struct One {
        std::optional<RunAtWork> at;
        std::optional<Result<WorkerOutcome>> outcome;  ///< where it ended before training
    };
    std::vector<One> all(runs.size());
    std::vector<Lane> lanes;
    HeldOnce held;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        auto begun = RunAtWork::begin(project, runs[i], options, *progress);
        if (!begun) {
            all[i].outcome = tl::unexpected<Error>(begun.error());
            continue;
        }
        all[i].at.emplace(std::move(*begun));
        auto input = all[i].at->input(static_cast<std::int64_t>(runs.size()), held);
        if (!input) {
            all[i].outcome = all[i].at->end(tl::unexpected<Error>(input.error()));
            continue;
        }
        lanes.push_back({std::move(*input), &all[i].at->observer()});
    }
    auto trained = trainLanes(std::move(lanes));
    // A run's ears stay open until all have ended: they hear Ctrl C for all of them.
    std::vector<Result<WorkerOutcome>> outcomes;
    auto next = trained.begin();
    for (One& one : all)
        outcomes.push_back(one.outcome ? std::move(*one.outcome) : one.at->end(std::move(*next++)));
    return outcomes;
}

Json toJson(std::int64_t run, const WorkerOutcome& outcome) {
    return Json::object({{"run", run},
                         {"state", runStateName(outcome.training.state)},
                         {"steps", outcome.training.step},
                         {"seconds", std::round(outcome.training.seconds * 1000) / 1000},
                         {"metrics", toJson(outcome.training.metrics)}});
}

}  // namespace lathe::cli
