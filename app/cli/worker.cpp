// SPDX-License-Identifier: Apache-2.0
#include "app/cli/worker.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <new>

#include "app/cli/run_at_work.h"
#include "core/base/confinement.h"
#include "core/engine/training/lanes.h"

namespace lathe::cli {

namespace {

/// A worker asks nothing of the network, and takes no more memory than it may.
Result<> confine(const WorkerOptions& options) {
    static_cast<void>(closeNetwork());
    return options.memory > 0 ? limitMemory(options.memory) : Result<>();
}

/// The engine's own work says itself where memory ends; this is for all that stands around it.
template <class Body>
auto withinMemory(const Body& body) -> decltype(body()) {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return tl::unexpected<Error>(outOfMemory("this run", "use a smaller batch or shorter rows"));
    }
}

}  // namespace

void addMemoryLimit(CLI::App& app, std::uint64_t& bytes) {
    app.add_option("--memory-limit", bytes, "Take no more memory than this: 6G, 800M")
        ->transform(CLI::AsSizeValue(false))
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 50, "a size"));
}

Result<WorkerOutcome> work(Project& project, const RunRow& run, const WorkerOptions& options) {
    LATHE_CHECK(confine(options));
    LATHE_TRY(progress, makeProgress(options.progress));
    // A worker of a window lives in a session of its own: closing the window or its terminal does not end it.
    if (options.progress == "jsonl") (void)::setsid();
    LATHE_TRY(at, RunAtWork::begin(project, run, options, *progress));
    HeldOnce held;
    auto input = withinMemory([&] { return at.input(1, held); });
    if (!input) return at.end(tl::unexpected<Error>(input.error()));
    return at.end(withinMemory([&] { return train(std::move(*input), at.observer()); }));
}

Result<std::vector<Result<WorkerOutcome>>> workLanes(Project& project, const std::vector<RunRow>& runs,
                                                     const WorkerOptions& options) {
    LATHE_CHECK(confine(options));
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
        auto input =
            withinMemory([&] { return all[i].at->input(static_cast<std::int64_t>(runs.size()), held); });
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
