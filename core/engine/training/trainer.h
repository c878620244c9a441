// SPDX-License-Identifier: Apache-2.0
// The training loop: owns one plain state and tells an observer; knows no files, plots or screens.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/backbone.h"
#include "core/engine/context_cache.h"
#include "core/engine/evaluation/evaluate.h"
#include "core/engine/method.h"
#include "core/project/recorder.h"
#include "core/spec/events.h"
#include "core/spec/recipe.h"
#include "core/text/template.h"

namespace lathe {

struct TrainingInput {
    Recipe recipe;
    std::shared_ptr<Backbone> backbone;
    std::unique_ptr<Method> method;
    std::vector<EncodedRow> train;
    std::vector<EncodedRow> validation;  ///< may be empty
    std::vector<std::string> labels;
    std::shared_ptr<const Tokenizer> tokenizer;
    std::optional<ResumeState> resume;
    std::int64_t steps = 0;  ///< in all, epochs turned into steps
    /// Where the rows' constant text is read once (contextLimits), over `backbone`; runs may share it. Null:
    /// rows are run whole.
    std::shared_ptr<ContextCache> contexts = {};
};

/// Hears what happens, in order; an error that it returns ends training as that error.
class TrainingObserver {
  public:
    virtual ~TrainingObserver() = default;
    /// `seconds` is what this step took, evaluations apart.
    virtual Result<> stepped(const Stepped& step, double seconds) = 0;
    virtual Result<> evaluated(std::int64_t step, const Evaluation& evaluation, bool best) = 0;
    virtual Result<> snapshot(std::int64_t step, double drift, const TensorMap& computed) = 0;
    /// A state from which the run goes on to the same bits; all of its step's events came before it.
    virtual Result<> save(const ResumeState& state) = 0;
    virtual Result<> changed(RunState state) = 0;
    virtual void message(std::string_view level, std::string_view text) = 0;
    /// Asked at each step, between an evaluation's batches, and again and again while paused (the observer
    /// may sleep up to 50 ms then).
    virtual std::optional<Request> request(bool paused) = 0;
};

struct TrainingOutcome {
    RunState state = RunState::Finished;  ///< Finished or Stopped
    std::int64_t step = 0;
    std::int64_t bestStep = -1;
    bool keepBest = false;  ///< a stop asked to keep the best snapshot: no snapshot was taken at the stop
    double seconds = 0;     ///< spent here, pauses apart
    std::map<std::string, double>
        metrics;  ///< "loss" of the last step, "validation.NAME" of the best evaluation
};

/// Steps that a recipe asks for over so many training rows: training.steps, or training.epochs of whole
/// epochs (the last step of an epoch may be shorter).
std::int64_t stepsInAll(const Recipe& recipe, std::int64_t rows);

/// Trains until the last step, an early stop or a request. A loss that is not finite ends as an error that
/// says at which step and what to try; the last good state was saved before. `input.steps` above the saved
/// state's total lengthens the run: the schedule runs over the new total, which a message says.
Result<TrainingOutcome> train(TrainingInput input, TrainingObserver& observer);

}  // namespace lathe
