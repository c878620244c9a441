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
#include "core/engine/training/update_step.h"

namespace lathe {

class TrainingLoop {
  public:
    static Result<TrainingLoop> make(TrainingInput input, TrainingObserver& observer);
    Result<TrainingOutcome> run();

    // The same in pieces, for loops that go side by side (lanes.h).
    Result<> begin();
    enum class Next {
        Step,   ///< takes a step now
        Wait,   ///< paused
        Ended,  ///< outcome() says how
    };
    /// Goes on to the next step: what the last one owes, requests, saving. `alone`: sleeps while paused
    /// instead of coming back.
    Result<Next> advance(bool alone);
    const TrainingOutcome& outcome() const { return *ended_; }
    /// A step: its batches are run with computed(), by whom the caller likes, and endStep() takes what came
    /// of them in their order.
    Result<> beginStep();
    std::vector<PackedBatch>& batches() { return taken_->batches.batches; }
    /// Has the keys that batches' rows go on behind, just before they run; null: none does.
    ContextCache* contexts() { return input_.contexts.get(); }
    const TensorMap& computed() const { return taken_->update.computed(); }
    const LossOptions& loss() const { return loss_; }
    Backbone& backbone() { return *input_.backbone; }
    Result<> endStep(std::vector<StepResult> done);

  private:
    TrainingLoop(TrainingInput input, TrainingObserver& observer, LossOptions loss);

    Result<> start();
    Result<> lengthen();
    /// What a step still owes: its evaluation and snapshot. False: a stop cut the evaluation short, and it is
    /// owed still.
    Result<bool> settle();
    Result<bool> evaluateNow();
    Result<> snapshotNow();
    /// Saves where something changed since the last time.
    Result<> save();
    /// Answers what was asked; `wait`: a paused loop waits for it.
    Result<> answerRequests(bool wait);
    Result<> pause();
    void unpause();
    Result<> stop(bool keepBest);
    Result<> finish();
    TrainingOutcome outcomeAs(RunState state) const;

    /// Says once that not all texts find room.
    void sayFull();

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
    struct Taken {
        UpdateBatches batches;
        OrderPosition position;  ///< behind them
        double rate = 0, begin = 0;
        Update update;
    };
    std::optional<Taken> taken_;  ///< a step between its begin and its end
    std::optional<TrainingOutcome> ended_;
    std::optional<double> pausedAt_;
    bool newBest_ = false;
    bool changed_ = true;  ///< since the last save
    bool saidFull_ = false;
    double savedAt_ = 0, startedAt_ = 0, pausedFor_ = 0;
};

}  // namespace lathe
