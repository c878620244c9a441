// SPDX-License-Identifier: Apache-2.0
// One run from its state to its end. Private to this folder.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "core/engine/training/pace.h"
#include "core/engine/training/row_order.h"
#include "core/engine/training/trainer.h"
#include "core/engine/training/training_state.h"
#include "core/engine/training/update_batches.h"

namespace lathe {

class TrainingLoop {
  public:
    static Result<TrainingLoop> make(TrainingInput input, TrainingObserver& observer);
    Result<TrainingOutcome> run();

  private:
    TrainingLoop(TrainingInput input, TrainingObserver& observer, LossOptions loss);

    Result<> start();
    Result<> lengthen();
    Result<> takeStep();
    /// What a step still owes: its evaluation and snapshot. False: a stop cut the evaluation short, and it is
    /// owed still.
    Result<bool> settle();
    Result<bool> evaluateNow();
    Result<> snapshotNow();
    /// Saves where something changed since the last time.
    Result<> save();
    /// Answers what was asked; an outcome where that was a stop.
    Result<std::optional<TrainingOutcome>> answerRequests();
    Result<std::optional<TrainingOutcome>> pause();
    Result<TrainingOutcome> stop(bool keepBest);
    Result<TrainingOutcome> finish();
    TrainingOutcome outcome(RunState state) const;

    std::optional<Request> nextRequest(bool paused);
    bool atEnd() const;
    bool evaluationDue() const;
    bool snapshotDue() const;
    std::int64_t evaluationsLeft() const;

    TrainingInput input_;
    TrainingObserver* observer_;
    LossOptions loss_;
    std::unique_ptr<Optimizer> optimizer_;
    RowOrder order_;
    TrainingState state_;
    Pace pace_;
    std::deque<Request> asked_;  ///< heard during an evaluation, not answered yet
    bool newBest_ = false;
    bool changed_ = true;  ///< since the last save
    double savedAt_ = 0, startedAt_ = 0, pausedFor_ = 0;
};

}  // namespace lathe
