// SPDX-License-Identifier: Apache-2.0
// One run in a worker's hands: its lock, its recorder, what is asked of it, and what training needs.
#pragma once

#include <memory>

#include "app/cli/requests.h"
#include "app/cli/worker.h"
#include "core/project/recorder.h"

namespace lathe::cli {

/// What runs side by side hold once: the first's.
struct HeldOnce {
    std::shared_ptr<const Tokenizer> tokenizer;
    std::shared_ptr<ContextCache> contexts;
};

class RunAtWork {
  public:
    /// Takes the run's lock. What is given must outlive it.
    static Result<RunAtWork> begin(Project& project, const RunRow& run, const WorkerOptions& options,
                                   Progress& progress);
    RunAtWork(RunAtWork&&) noexcept;
    ~RunAtWork();

    /// From the run's row to what train() takes, with `lanes` runs in its batches, itself included.
    Result<TrainingInput> input(std::int64_t lanes, HeldOnce& held);
    /// After input(): writes what happens into the project and tells it on.
    TrainingObserver& observer();
    /// What is left to do behind training; an error of input() or training is recorded with the run.
    Result<WorkerOutcome> end(Result<TrainingOutcome> outcome);

  private:
    struct State;
    explicit RunAtWork(std::unique_ptr<State> state);
    bool interrupted() const;
    std::unique_ptr<State> state_;
};

}  // namespace lathe::cli
