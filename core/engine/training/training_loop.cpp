// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/training_loop.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

#include "core/base/clock.h"
#include "core/engine/training/choosing.h"

namespace lathe {
namespace {

/// Mean Euclidean way of the vectors of "prompt" (of all rows where a method has none) between two snapshots.
double driftBetween(const TensorMap& before, const TensorMap& now) {
    double sum = 0;
    std::int64_t vectors = 0;
    for (const HostTensor& tensor : now) {
        const HostTensor* old = find(before, tensor.name);
        if (!old || old->data.size() != tensor.data.size() || tensor.shape.empty()) continue;
        const auto width = static_cast<std::size_t>(tensor.shape.back());
        for (std::size_t first = 0; first + width <= tensor.data.size(); first += width) {
            double squares = 0;
            for (std::size_t i = first; i < first + width; ++i) {
                const double way = static_cast<double>(tensor.data[i]) - old->data[i];
                squares += way * way;
            }
            sum += std::sqrt(squares);
            ++vectors;
        }
    }
    return vectors == 0 ? 0 : sum / static_cast<double>(vectors);
}

}  // namespace

TrainingLoop::TrainingLoop(TrainingInput input, TrainingObserver& observer, LossOptions loss)
    : input_(std::move(input)),
      observer_(&observer),
      loss_(std::move(loss)),
      optimizer_(makeOptimizer(input_.recipe, input_.method->parameters())),
      order_(static_cast<std::int64_t>(input_.train.size()),
             static_cast<std::uint64_t>(input_.recipe.integer("training.seed"))) {}

Result<TrainingLoop> TrainingLoop::make(TrainingInput input, TrainingObserver& observer) {
    if (input.train.empty())
        return failed("there are no training rows", "task.data", "import data with a split named train");
    for (const EncodedRow& row : input.train)
        if (row.answers.empty() || (row.truth < 0 && input.recipe.text("task.kind") != "generate"))
            return failed("a training row has no answer", "row " + std::to_string(row.row),
                          "give each row its answer");
    LATHE_TRY(loss, lossOptions(input.recipe, input.train, input.labels));
    TrainingLoop loop(std::move(input), observer, std::move(loss));
    LATHE_CHECK(loop.start());
    return loop;
}

Result<> TrainingLoop::start() {
    if (!input_.resume) {
        state_.steps = input_.steps;
        state_.statistics = LossStatistics(input_.steps);
        return {};
    }
    LATHE_TRY(state, fromResume(*input_.resume, input_.method->parameters(), *optimizer_));
    state_ = std::move(state);
    input_.resume.reset();
    return lengthen();
}

Result<> TrainingLoop::lengthen() {
    if (input_.steps == state_.steps) return {};
    if (input_.steps < state_.step)
        return badCall("the run is at step " + std::to_string(state_.step) + " already", "--steps",
                       "give more than " + std::to_string(state_.step));
    observer_->message("info", "the run goes to step " + std::to_string(input_.steps) + " instead of " +
                                   std::to_string(state_.steps) +
                                   "; the learning rate's schedule runs over the new total");
    state_.steps = input_.steps;
    state_.evaluationsSinceBest = 0;
    return {};
}

bool TrainingLoop::atEnd() const {
    const std::int64_t patience = input_.recipe.integer("training.early_stop");
    return state_.step >= state_.steps || (patience > 0 && state_.evaluationsSinceBest >= patience);
}

bool TrainingLoop::evaluationDue() const {
    const std::int64_t every = input_.recipe.integer("training.evaluate_every");
    return every > 0 && !input_.validation.empty() &&
           (state_.step % every == 0 || state_.step >= state_.steps);
}

bool TrainingLoop::snapshotDue() const {
    const std::int64_t every = input_.recipe.integer("training.snapshot_every");
    return newBest_ || atEnd() || (every > 0 && state_.step % every == 0);
}

std::int64_t TrainingLoop::evaluationsLeft() const {
    const std::int64_t every = input_.recipe.integer("training.evaluate_every");
    if (every == 0 || input_.validation.empty()) return 0;
    return (state_.steps + every - 1) / every - state_.step / every;
}

Result<TrainingOutcome> TrainingLoop::run() {
    LATHE_CHECK(begin());
    while (true) {
        LATHE_TRY(next, advance(true));
        if (next == Next::Ended) return outcome();
        LATHE_CHECK(beginStep());
        std::vector<StepResult> done;
        for (PackedBatch& batch : batches()) {
            if (contexts()) LATHE_CHECK(contexts()->provide(batch));
            LATHE_TRY(one, input_.backbone->step(batch, computed(), loss_, true));
            done.push_back(std::move(one));
        }
        LATHE_CHECK(endStep(std::move(done)));
    }
}

Result<> TrainingLoop::begin() {
    startedAt_ = savedAt_ = steadySeconds();
    return observer_->changed(RunState::Running);
}

Result<TrainingLoop::Next> TrainingLoop::advance(bool alone) {
    while (true) {
        if (!pausedAt_ && state_.owed) LATHE_CHECK(settle());
        LATHE_CHECK(answerRequests(alone));
        if (ended_) return Next::Ended;
        if (pausedAt_ && !alone) return Next::Wait;
        if (pausedAt_) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            continue;
        }
        if (state_.owed) continue;
        if (atEnd()) {
            LATHE_CHECK(finish());
            return Next::Ended;
        }
        if (steadySeconds() - savedAt_ >= input_.recipe.number("training.checkpoint_seconds"))
            LATHE_CHECK(save());
        return Next::Step;
    }
}

Result<> TrainingLoop::beginStep() {
    const Recipe& recipe = input_.recipe;
    const double begin = steadySeconds();
    const std::int64_t batch = recipe.integer("training.batch");
    OrderPosition position = state_.position;
    const auto rows = order_.take(position, batch * recipe.integer("optimizer.accumulate"));
    const double rate = scheduledRate(recipe, state_.step, state_.steps);
    const UpdatePlan plan{state_.step, rate, recipe.number("optimizer.clip"), loss_.profile};
    taken_.emplace(Taken{updateBatches(input_.train, rows, batch, recipe.text("task.loss") == "sentence",
                                       contexts() != nullptr),
                         position, rate, begin, Update(plan)});
    return taken_->update.start(*input_.method);
}

Result<> TrainingLoop::endStep(std::vector<StepResult> results) {
    Taken taken = std::move(*taken_);
    taken_.reset();
    for (StepResult& result : results) taken.update.add(std::move(result));
    LATHE_TRY(done, taken.update.finish(*input_.method, *optimizer_));
    state_.position = taken.position;
    state_.loss = done.loss;
    ++state_.step;
    state_.owed = changed_ = true;
    const double seconds = steadySeconds() - taken.begin;
    pace_.stepTook(seconds);

    Stepped told;
    told.step = state_.step;
    told.steps = state_.steps;
    told.loss = done.loss;
    told.learningRate = taken.rate;
    told.gradientNorm = done.gradientNorm;
    told.tokensASecond = static_cast<double>(taken.batches.tokens) / std::max(seconds, 1e-9);
    told.residentMib = residentMib();
    told.secondsLeft = pace_.secondsLeft(state_.steps - state_.step, evaluationsLeft());
    LATHE_CHECK(observer_->stepped(told, seconds));
    for (const std::string& warning : state_.statistics.observe(done.loss, done.gradient))
        observer_->message("warning", warning);
    sayFull();
    return {};
}

void TrainingLoop::sayFull() {
    const ContextCache* cache = contexts();
    if (!cache || saidFull_ || cache->counts().passing == 0) return;
    saidFull_ = true;
    observer_->message("info", "the context cache is full: the keys and values of " +
                                   std::to_string(cache->counts().texts) + " texts are kept (" +
                                   std::to_string(cache->store().inMemory() >> 20) + " MiB of memory, " +
                                   std::to_string(cache->store().inFile() >> 20) +
                                   " MiB of a file); the others are read anew at each step");
}

Result<bool> TrainingLoop::settle() {
    newBest_ = false;
    if (evaluationDue()) {
        LATHE_TRY(done, evaluateNow());
        if (!done) return false;
    }
    state_.owed = false;
    changed_ = true;
    if (snapshotDue()) {
        LATHE_CHECK(snapshotNow());
        LATHE_CHECK(save());
    }
    return true;
}

Result<bool> TrainingLoop::evaluateNow() {
    const double begin = steadySeconds();
    bool cut = false;
    const auto goOn = [&] {
        while (auto request = observer_->request(false)) {
            cut = cut || request->what == Request::What::Stop;
            asked_.push_back(*request);
        }
        return !cut;
    };
    LATHE_TRY(computed, input_.method->compute(state_.step, false));
    auto evaluation = evaluate(*input_.backbone, computed, input_.recipe, input_.validation, input_.labels,
                               *input_.tokenizer, goOn, decodingWhileTraining(input_.recipe), contexts());
    if (cut) return false;
    if (!evaluation) return tl::unexpected<Error>(std::move(evaluation).error());
    newBest_ = state_.bestStep < 0 ||
               isBetter(evaluation->metrics, state_.bestMetrics, input_.recipe.text("training.choose_by"));
    state_.evaluationsSinceBest = newBest_ ? 0 : state_.evaluationsSinceBest + 1;
    if (newBest_) {
        state_.bestStep = state_.step;
        state_.bestMetrics = evaluation->metrics;
    }
    LATHE_CHECK(observer_->evaluated(state_.step, *evaluation, newBest_));
    pace_.evaluationTook(steadySeconds() - begin);
    return true;
}

Result<> TrainingLoop::snapshotNow() {
    if (state_.snapshotStep == state_.step) return {};
    LATHE_TRY(computed, input_.method->compute(state_.step, false));
    LATHE_CHECK(observer_->snapshot(state_.step, driftBetween(state_.snapshot, computed), computed));
    // Weights are too large to be kept for the way between snapshots alone.
    std::erase_if(computed, isWeight);
    state_.snapshot = std::move(computed);
    state_.snapshotStep = state_.step;
    changed_ = true;
    return {};
}

Result<> TrainingLoop::save() {
    if (!changed_) return {};
    const double begin = steadySeconds();
    LATHE_CHECK(observer_->save(toResume(state_, input_.method->parameters(), *optimizer_)));
    savedAt_ = steadySeconds();
    // A state of whole weights takes seconds to save: a twentieth of the time at most goes there.
    if (savedAt_ - begin > 1) savedAt_ += 19 * (savedAt_ - begin);
    changed_ = false;
    return {};
}

std::optional<Request> TrainingLoop::nextRequest(bool paused) {
    if (asked_.empty()) return observer_->request(paused);
    const Request request = asked_.front();
    asked_.pop_front();
    return request;
}

Result<> TrainingLoop::answerRequests(bool wait) {
    while (const auto request = nextRequest(pausedAt_ && wait)) {
        switch (request->what) {
            case Request::What::Stop:
                unpause();
                return stop(request->keepBest);
            case Request::What::Pause:
                if (!pausedAt_) LATHE_CHECK(pause());
                break;
            case Request::What::Snapshot:
                LATHE_CHECK(snapshotNow());
                LATHE_CHECK(save());
                break;
            case Request::What::Resume:
                if (!pausedAt_) break;
                unpause();
                LATHE_CHECK(observer_->changed(RunState::Running));
                break;
        }
    }
    return {};
}

Result<> TrainingLoop::pause() {
    LATHE_CHECK(save());
    LATHE_CHECK(observer_->changed(RunState::Paused));
    pausedAt_ = steadySeconds();
    return {};
}

void TrainingLoop::unpause() {
    if (pausedAt_) pausedFor_ += steadySeconds() - *pausedAt_;
    pausedAt_.reset();
}

Result<> TrainingLoop::stop(bool keepBest) {
    const bool best = keepBest && state_.bestStep >= 0;  // its snapshot exists since it became the best
    if (!best) LATHE_CHECK(snapshotNow());
    LATHE_CHECK(save());
    LATHE_CHECK(observer_->changed(RunState::Stopped));
    ended_ = outcomeAs(RunState::Stopped);
    ended_->keepBest = best;
    return {};
}

Result<> TrainingLoop::finish() {
    LATHE_CHECK(snapshotNow());
    LATHE_CHECK(save());
    LATHE_CHECK(observer_->changed(RunState::Finished));
    ended_ = outcomeAs(RunState::Finished);
    return {};
}

TrainingOutcome TrainingLoop::outcomeAs(RunState state) const {
    TrainingOutcome end;
    end.state = state;
    end.step = state_.step;
    end.bestStep = state_.bestStep;
    end.seconds = steadySeconds() - startedAt_ - pausedFor_;
    if (state_.step > 0) end.metrics["loss"] = state_.loss;
    for (const auto& [name, value] : state_.bestMetrics) end.metrics["validation." + name] = value;
    return end;
}

}  // namespace lathe
