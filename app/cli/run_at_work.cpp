// SPDX-License-Identifier: Apache-2.0
#include "app/cli/run_at_work.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <thread>

#include "app/cli/row_choice.h"
#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/engine/method.h"
#include "core/project/disk.h"

namespace lathe::cli {
namespace {

constexpr std::int64_t kStoredNeighbours = 10;

/// Writes a run into the project and tells it on, in that order: what was told is in the file.
class Scribe : public TrainingObserver {
  public:
    Scribe(std::int64_t run, Recorder& recorder, Progress& progress, RequestQueue& requests,
           Backbone& backbone, const Tokenizer& tokenizer, std::string validationData, std::int64_t best)
        : run_(run),
          recorder_(recorder),
          progress_(progress),
          requests_(requests),
          backbone_(backbone),
          tokenizer_(tokenizer),
          validationData_(std::move(validationData)),
          best_(best) {}

    Result<> stepped(const Stepped& step, double seconds) override {
        const std::map<std::string, double> metrics = {{"loss", step.loss},
                                                       {"learning_rate", step.learningRate},
                                                       {"gradient_norm", step.gradientNorm},
                                                       {"tokens_a_second", step.tokensASecond},
                                                       {"resident_mib", step.residentMib}};
        LATHE_CHECK(patiently([&] { return recorder_.step(step.step, metrics, seconds); }));
        step_ = step.step;
        tell(step);
        return {};
    }

    Result<> evaluated(std::int64_t step, const Evaluation& evaluation, bool best) override {
        if (best) best_ = step;
        LATHE_CHECK(patiently([&] {
            return recorder_.evaluation(step, validationData_, evaluation.examples, evaluation.metrics,
                                        evaluation.predictions, best);
        }));
        tell(Evaluated{step, validationData_, evaluation.metrics});
        return {};
    }

    Result<> snapshot(std::int64_t step, double drift, const TensorMap& computed) override {
        std::map<std::string, std::vector<SlotNeighbours>> near;
        if (const HostTensor* prompt = find(computed, "prompt"))
            for (const char* metric : {"cosine", "euclidean", "dot"}) {
                LATHE_TRY(found, neighbours(backbone_, *prompt, tokenizer_, kStoredNeighbours, metric));
                near[metric] = std::move(found);
            }
        LATHE_CHECK(patiently([&] { return recorder_.snapshot(step, drift, computed, near); }));
        // Whole weights are large: the best step's and the last ones stay, whatever training.keep says.
        if (std::any_of(computed.begin(), computed.end(), isWeight))
            LATHE_CHECK(patiently([&] { return recorder_.keepOnly({best_, step}); }));
        tell(SnapshotTaken{step, drift});
        return {};
    }

    Result<> save(const ResumeState& state) override {
        return patiently([&] { return recorder_.save(state); });
    }

    Result<> changed(RunState state) override {
        LATHE_CHECK(patiently([&] { return recorder_.state(state); }));
        // The state's row says how it is now; that it was paused stays readable in the log.
        if (state == RunState::Paused) (void)recorder_.message("info", atStep("paused"));
        tell(StateChanged{state});
        return {};
    }

    void message(std::string_view level, std::string_view text) override {
        // The message is an aid; a project that cannot take it will fail the next step.
        (void)recorder_.message(level, atStep(text));
        tell(Message{std::string(level), std::string(text)});
    }

    std::optional<Request> request(bool paused) override {
        if (asked_.empty()) return requests_.next(paused);
        const Request request = asked_.front();
        asked_.pop_front();
        return request;
    }

    void tell(decltype(Event::body) body) { progress_.tell(Event{run_, secondsNow(), std::move(body)}); }

  private:
    /// A full disk is no end: the run waits until there is room, or until it is told to stop.
    template <class Write>
    Result<> patiently(const Write& write) {
        for (bool waiting = false;; waiting = true) {
            auto done = write();
            if (done || !isFullDisk(done.error())) {
                if (waiting && done) {
                    tell(StateChanged{RunState::Running});
                    message("info", "there is room again: the run goes on");
                }
                return done;
            }
            if (!waiting) {
                tell(StateChanged{RunState::Paused});
                message("warning", done.error().what + ": the run waits until there is room");
            }
            if (toldToStop()) return done;
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
    }
    bool toldToStop() {
        while (const auto request = requests_.next(false)) asked_.push_back(*request);
        return std::any_of(asked_.begin(), asked_.end(),
                           [](const Request& request) { return request.what == Request::What::Stop; });
    }

    /// The log's rows have no column for it: what happened at a step begins with it, for people and windows.
    std::string atStep(std::string_view text) const {
        return step_ > 0 ? "step " + std::to_string(step_) + ": " + std::string(text) : std::string(text);
    }

    std::int64_t run_, step_ = 0;
    std::deque<Request> asked_;  ///< while it waited
    Recorder& recorder_;
    Progress& progress_;
    RequestQueue& requests_;
    Backbone& backbone_;
    const Tokenizer& tokenizer_;
    std::string validationData_;
    std::int64_t best_;
};

/// What must be the same for a resumed run to end where it would have ended.
Result<> compareResolved(const Json& before, const Json& now, bool accept) {
    std::vector<std::string> differing;
    for (const char* key : {"dtype", "threads", "device", "cpu", "libtorch", "data", "backbone", "tokenizer"})
        if (before.contains(key) && before[key] != now[key])
            differing.push_back(std::string(key) + " was " + before[key].dump() + " and is " +
                                now[key].dump());
    if (differing.empty() || accept) return {};
    return failed("the run cannot go on to the same bits: " + joined(differing), {},
                  "give --accept to go on all the same");
}

/// Leaves the snapshots that training.keep asks for, once a run has finished; a stopped run may go on and
/// keeps all.
Result<> dropSnapshots(const Project& project, std::int64_t run, const std::string& keep,
                       const TrainingOutcome& outcome, Recorder& recorder) {
    if (keep == "all" || outcome.state != RunState::Finished) return {};
    LATHE_TRY(taken, snapshots(project, run));
    if (taken.empty()) return {};
    std::vector<std::int64_t> kept{taken.back().step};
    if (keep == "best" && outcome.bestStep >= 0) kept.push_back(outcome.bestStep);
    return recorder.keepOnly(kept);
}

}  // namespace

struct RunAtWork::State {
    Project& project;
    RunRow run;
    const WorkerOptions& options;
    Progress& progress;
    Recorder recorder;
    RequestQueue requests;
    // From input() on; the scribe looks at both others.
    std::shared_ptr<Backbone> backbone;
    std::shared_ptr<const Tokenizer> tokenizer;
    std::unique_ptr<Scribe> scribe;
};

RunAtWork::RunAtWork(std::unique_ptr<State> state) : state_(std::move(state)) {}
RunAtWork::RunAtWork(RunAtWork&&) noexcept = default;
RunAtWork::~RunAtWork() = default;

Result<RunAtWork> RunAtWork::begin(Project& project, const RunRow& run, const WorkerOptions& options,
                                   Progress& progress) {
    LATHE_TRY(recorder, Recorder::begin(project, run.run));
    return RunAtWork(
        std::unique_ptr<State>(new State{project,
                                         run,
                                         options,
                                         progress,
                                         std::move(recorder),
                                         RequestQueue(project, run.run, options.progress == "jsonl"),
                                         {},
                                         {},
                                         {}}));
}

TrainingObserver& RunAtWork::observer() {
    return *state_->scribe;
}

bool RunAtWork::interrupted() const {
    return state_->requests.interrupted();
}

Result<TrainingInput> RunAtWork::input(std::int64_t lanes, HeldOnce& held) {
    Project& project = state_->project;
    const RunRow& run = state_->run;
    const WorkerOptions& options = state_->options;
    const Recipe recipe(run.recipe);
    LATHE_TRY(prepared, prepare(project, recipe));
    const std::string only = recipe.json().at("task.only").toString();
    LATHE_TRY(train, encodeSplit(project, prepared.encoder, prepared.data, "train", {}, only));
    LATHE_TRY(validation, encodeSplit(project, prepared.encoder, prepared.data, "validation", {}, only));
    if (train.rows.empty() && train.leftOut > 0)
        return failed("no answer of the training rows is one token of this backbone", prepared.data.name,
                      "choose a backbone that has the words");
    if (train.rows.empty())
        return failed("no training rows", prepared.data.name, "import data with a split named train");
    LATHE_TRY(drawn, drawRows(std::move(train.rows), recipe.json().at("training.rows").toInteger(),
                              static_cast<std::uint64_t>(recipe.json().at("training.draw").toInteger()),
                              prepared.data.name + "/train"));
    train.rows = std::move(drawn);
    LATHE_TRY(state, state_->recorder.resumeState());
    LATHE_TRY(backbone, options.load(prepared, state ? run.resolved : Json()));

    Json resolved = backbone->resolved();
    resolved.set("data", prepared.data.digest);
    resolved.set("backbone", prepared.backbone.digest);
    resolved.set("tokenizer", prepared.tokenizer->digest());
    resolved.set("version", PROMPTLATHE_VERSION);
    resolved.set("lanes", lanes);
    // Rows behind kept keys have not the last bits of rows that are run whole: a run goes on as it began.
    const Json caching = !state                                   ? recipe.json().at("training.context_cache")
                         : run.resolved.contains("context_cache") ? run.resolved["context_cache"]
                                                                  : Json("off");
    const auto limits = contextLimits(caching, recipe, *backbone, train.rows);
    resolved.set("context_cache",
                 limits ? Json(static_cast<std::int64_t>(limits->memory >> 20)) : Json("off"));
    if (limits && (!held.contexts || &held.contexts->backbone() != backbone.get()))
        held.contexts = std::make_shared<ContextCache>(*backbone, *limits);
    if (state) LATHE_CHECK(compareResolved(run.resolved, resolved, options.accept));
    const std::int64_t steps = options.steps > 0 ? options.steps
                               : run.steps > 0
                                   ? run.steps
                                   : stepsInAll(recipe, static_cast<std::int64_t>(train.rows.size()));
    // A run that was ended between its last step and its last word has that word still to say.
    if (state && state->step >= steps && (run.state == RunState::Finished || options.steps > 0))
        return failed("the run is at its last step already", "step " + std::to_string(state->step),
                      "give --steps N to train it longer");

    state_->backbone = backbone;
    auto& shared = held.tokenizer;
    if (!shared || shared->digest() != prepared.tokenizer->digest()) shared = prepared.tokenizer;
    state_->tokenizer = shared;
    state_->scribe =
        std::make_unique<Scribe>(run.run, state_->recorder, state_->progress, state_->requests, *backbone,
                                 *shared, prepared.data.name + "/validation", run.bestStep);
    Scribe& scribe = *state_->scribe;
    LATHE_CHECK(state_->recorder.started(resolved, steps));
    scribe.tell(Started{1, static_cast<std::int64_t>(::getpid()), resolved});
    const auto cut = [&](const EncodedSplit& split, const char* name) {
        if (split.leftOut > 0)
            scribe.message("info", std::to_string(split.leftOut) + " rows of " + prepared.data.name + "/" +
                                       name +
                                       " are left out: their answers are not one token of this backbone");
        if (split.cut > 0)
            scribe.message("warning", std::to_string(split.cut) + " of " + std::to_string(split.rows.size()) +
                                          " rows of " + prepared.data.name + "/" + name +
                                          " are cut to fit (the first is row " +
                                          std::to_string(split.firstCut) + ")");
    };
    for (const std::string& note : prepared.notes) scribe.message("info", note);
    const std::int64_t before = run.resolved["lanes"].toInteger(1);
    if (state && before != lanes)
        scribe.message("info", "this run's steps were taken with " + std::to_string(before - 1) +
                                   " other runs in the same batches, and go on with " +
                                   std::to_string(lanes - 1) + ": sums are rounded otherwise from here on");
    cut(train, "train");
    cut(validation, "validation");

    MethodStart start;
    start.tokenizer = shared;
    start.verbalizers = prepared.encoder.verbalizers();
    start.slotWords = prepared.encoder.slotWords();
    start.ofRun = [&](std::string_view name) -> Result<TensorMap> {
        LATHE_TRY(other, findRun(project, name));
        LATHE_TRY(prompt, storedPrompt(project, other, ""));
        return std::move(prompt.tensors);
    };
    start.rows = train.rows;
    start.told = [&](std::string_view text) { scribe.message("info", text); };
    LATHE_TRY(method, makeMethod(recipe, *backbone, start, state.has_value()));
    return TrainingInput{recipe,
                         backbone,
                         std::move(method),
                         std::move(train.rows),
                         std::move(validation.rows),
                         prepared.encoder.labels(),
                         shared,
                         std::move(state),
                         steps,
                         limits ? held.contexts : nullptr};
}

Result<WorkerOutcome> RunAtWork::end(Result<TrainingOutcome> outcome) {
    if (outcome) {
        const std::string keep = Recipe(state_->run.recipe).text("training.keep");
        const auto dropped =
            dropSnapshots(state_->project, state_->run.run, keep, *outcome, state_->recorder);
        if (!dropped) outcome = tl::unexpected<Error>(dropped.error());
    }
    if (!outcome) {
        const Error& error = outcome.error();
        const Failed failure{error.what, error.where, error.todo};
        // The error that is returned says more than this one could.
        (void)state_->recorder.state(RunState::Failed, failure);
        state_->progress.tell(Event{state_->run.run, secondsNow(), failure});
        return tl::unexpected<Error>(error);
    }
    return WorkerOutcome{std::move(*outcome), interrupted()};
}

}  // namespace lathe::cli
