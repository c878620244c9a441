// SPDX-License-Identifier: Apache-2.0
#include "core/project/recorder.h"

#include <unistd.h>

#include <limits>

#include "core/base/clock.h"
#include "core/project/curve_blocks.h"
#include "core/project/database.h"
#include "core/project/deletion.h"
#include "core/project/run_lock.h"
#include "core/project/run_writing.h"
#include "core/project/tensors.h"

namespace lathe {

struct Recorder::State {
    Project& project;
    std::int64_t run;
    RunLock lock;
    CurveBlocks blocks;
    Statement insertMetric, summary, progress;

    Database& database() { return project.database(); }
    Result<> metric(std::int64_t step, const std::string& name, double value, double best,
                    std::int64_t bestStep);
};

namespace {

constexpr std::string_view kInsertMetric =
    "INSERT INTO metric (run, step, name, value) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET value = "
    "excluded.value";
constexpr std::string_view kProgress =
    "UPDATE run_progress SET step = max(step, ?2), seconds = seconds + ?3 WHERE run = ?1";
// best: ?5 where it is lower than what stood there (loss), or where ?6 says that this step is the run's best.
constexpr std::string_view kSummary =
    "INSERT INTO run_summary (run, name, points, last, last_step, best, best_step) VALUES (?1, ?2, 1, ?3, "
    "?4, ?5, ?6) "
    "ON CONFLICT DO UPDATE SET points = points + (excluded.last_step > last_step), last = excluded.last, "
    "last_step = excluded.last_step, best = coalesce(excluded.best, best), best_step = "
    "coalesce(excluded.best_step, best_step)";

/// What is in memory and not in the file after a failure is forgotten, so that a step can be tried again.
class Unless {
  public:
    explicit Unless(CurveBlocks& blocks) : blocks_(&blocks) {}
    Unless(const Unless&) = delete;
    Unless& operator=(const Unless&) = delete;
    ~Unless() {
        if (blocks_) blocks_->forget();
    }
    Result<> committed(Transaction& transaction) {
        LATHE_CHECK(transaction.commit());
        blocks_ = nullptr;
        return {};
    }

  private:
    CurveBlocks* blocks_;
};

Result<> lookedFor(Database& database, std::int64_t run) {
    LATHE_TRY(row, database.query("SELECT 1 FROM run WHERE run = ?1 AND deleted = 0", run));
    LATHE_TRY(exists, row.step());
    if (exists) return {};
    return failed("there is no run " + std::to_string(run), database.path().string());
}

tl::unexpected<Error> isRunning(Database& database, std::int64_t run) {
    std::string pid = "?";
    static_cast<void>(database.each(
        "SELECT pid, host FROM run WHERE run = ?1",
        [&](const Statement& row) { pid = row.text(0) + " on " + row.text(1); }, run));
    return failed(
        "run " + std::to_string(run) + " is running already (pid " + pid + ")", database.path().string(),
        "stop it first: promptlathe-cli stop " + database.path().string() + " " + std::to_string(run));
}

}  // namespace

Recorder::Recorder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Recorder::Recorder(Recorder&&) noexcept = default;
Recorder::~Recorder() = default;

Result<Recorder> Recorder::begin(Project& project, std::int64_t run) {
    Database& database = project.database();
    LATHE_CHECK(database.writable());
    LATHE_CHECK(lookedFor(database, run));
    LATHE_TRY(lock, RunLock::take(project.path(), run));
    if (!lock) return isRunning(database, run);
    LATHE_TRY(insert, database.prepare(kInsertMetric));
    LATHE_TRY(summary, database.prepare(kSummary));
    LATHE_TRY(progress, database.prepare(kProgress));
    LATHE_TRY(transaction, Transaction::write(database));
    LATHE_CHECK(lookedFor(database, run));
    LATHE_CHECK(database.run(
        "UPDATE run SET state = 'running', started = coalesce(started, ?2), ended = NULL, failure = NULL, "
        "host = ?3, pid = ?4, boot = ?5 WHERE run = ?1",
        run, timestamp(), hostName(), static_cast<std::int64_t>(::getpid()), bootId()));
    LATHE_CHECK(database.run("INSERT OR IGNORE INTO run_progress (run) VALUES (?1)", run));
    // What was asked of an earlier worker is not asked of this one.
    LATHE_CHECK(database.run("DELETE FROM request WHERE run = ?1", run));
    LATHE_CHECK(transaction.commit());
    return Recorder(
        std::unique_ptr<State>(new State{project, run, std::move(*lock), CurveBlocks(database, run),
                                         std::move(insert), std::move(summary), std::move(progress)}));
}

Result<std::optional<ResumeState>> storedState(const Project& project, std::int64_t run) {
    Database& database = project.database();
    std::optional<ResumeState> state;
    LATHE_CHECK(database.each(
        "SELECT step, counters FROM resume_state WHERE run = ?1",
        [&](const Statement& row) {
            state = ResumeState{row.integer(0), {}, row.json(1)};
        },
        run));
    if (state) {
        LATHE_TRY(tensors, readTensors(database, TensorTable::Resume, run, state->step));
        state->tensors = std::move(tensors);
    }
    return state;
}

Result<std::optional<ResumeState>> Recorder::resumeState() {
    LATHE_TRY(state, storedState(state_->project, state_->run));
    LATHE_CHECK(forgetAfter(state_->database(), state_->run, state ? state->step : -1));
    state_->blocks.forget();
    return state;
}

Result<> Recorder::started(const Json& resolved, std::int64_t steps) {
    return state_->database().run("UPDATE run SET resolved = ?2, steps = ?3 WHERE run = ?1", state_->run,
                                  resolved.dump(), steps);
}

Result<> Recorder::State::metric(std::int64_t step, const std::string& name, double value, double best,
                                 std::int64_t bestStep) {
    insertMetric.bind(1, run);
    insertMetric.bind(2, step);
    insertMetric.bind(3, name);
    insertMetric.bind(4, value);
    LATHE_CHECK(insertMetric.run());
    summary.bind(1, run);
    summary.bind(2, name);
    summary.bind(3, value);
    summary.bind(4, step);
    summary.bind(5, best);
    if (bestStep >= 0)
        summary.bind(6, bestStep);
    else
        summary.bind(6, nullptr);
    LATHE_CHECK(summary.run());
    return blocks.add(step, name, value);
}

Result<> Recorder::step(std::int64_t step, const std::map<std::string, double>& metrics, double seconds) {
    State& state = *state_;
    Unless guard(state.blocks);
    LATHE_CHECK(state.blocks.reach(step));
    LATHE_TRY(transaction, Transaction::write(state.database()));
    for (const auto& [name, value] : metrics) {
        const bool lowest = name == "loss" && state.blocks.isLowest(name, value);
        LATHE_CHECK(state.metric(step, name, value, lowest ? value : std::numeric_limits<double>::quiet_NaN(),
                                 lowest ? step : -1));
    }
    state.progress.bind(1, state.run);
    state.progress.bind(2, step);
    state.progress.bind(3, seconds);
    LATHE_CHECK(state.progress.run());
    LATHE_CHECK(state.blocks.write());
    return guard.committed(transaction);
}

Result<> Recorder::save(const ResumeState& resume) {
    Database& database = state_->database();
    const std::int64_t run = state_->run;
    LATHE_TRY(transaction, Transaction::durable(database));
    // Its tensors go with it.
    LATHE_CHECK(database.run("DELETE FROM resume_state WHERE run = ?1", run));
    LATHE_CHECK(database.run("INSERT INTO resume_state (run, step, counters, time) VALUES (?1, ?2, ?3, ?4)",
                             run, resume.step, resume.counters.dump(), timestamp()));
    LATHE_CHECK(writeTensors(database, TensorTable::Resume, run, resume.step, resume.tensors));
    return transaction.commit();
}

Result<> Recorder::evaluation(std::int64_t step, std::string_view data, std::int64_t examples,
                              const std::map<std::string, double>& metrics,
                              const std::vector<Prediction>& predictions, bool best) {
    State& state = *state_;
    Unless guard(state.blocks);
    Database& database = state.database();
    const auto slash = data.rfind('/');
    const std::string split(slash == std::string_view::npos ? data : data.substr(slash + 1));
    LATHE_CHECK(state.blocks.reach(step + 1));  // this step's own numbers are there
    LATHE_TRY(transaction, Transaction::write(database));
    LATHE_CHECK(writeEvaluation(database, state.run, step, data, examples, metrics, predictions, best));
    for (const auto& [name, value] : metrics)
        LATHE_CHECK(state.metric(step, split + "." + name, value,
                                 best ? value : std::numeric_limits<double>::quiet_NaN(), best ? step : -1));
    LATHE_CHECK(state.blocks.write());
    if (best)
        LATHE_CHECK(database.run("UPDATE run_progress SET best_step = ?2 WHERE run = ?1", state.run, step));
    return guard.committed(transaction);
}

Result<> Recorder::snapshot(std::int64_t step, double drift, const TensorMap& tensors,
                            const std::map<std::string, std::vector<SlotNeighbours>>& neighbours) {
    Database& database = state_->database();
    LATHE_TRY(transaction, Transaction::write(database));
    LATHE_CHECK(writeSnapshot(database, state_->run, step, drift, tensors, neighbours));
    return transaction.commit();
}

Result<> Recorder::state(RunState state, const std::optional<Failed>& failure) {
    const bool goesOn = state == RunState::Running || state == RunState::Paused;
    std::string text;
    if (failure)
        text = Json::object({{"what", failure->what}, {"where", failure->where}, {"todo", failure->todo}})
                   .dump();
    // A row never says `interrupted`: that is a running row whose lock is free.
    const std::string_view name =
        state == RunState::Interrupted ? runStateName(RunState::Running) : runStateName(state);
    return state_->database().run(
        "UPDATE run SET state = ?2, ended = CASE WHEN ?3 THEN NULL ELSE ?4 END, failure = nullif(?5, '') "
        "WHERE run = ?1",
        state_->run, name, goesOn ? 1 : 0, timestamp(), text);
}

Result<> Recorder::message(std::string_view level, std::string_view text) {
    return addLog(state_->project, level, text, state_->run);
}

Result<> Recorder::keepOnly(const std::vector<std::int64_t>& steps) {
    Database& database = state_->database();
    std::string list = "-1";
    for (const std::int64_t step : steps) list += ", " + std::to_string(step);
    return database.run("DELETE FROM snapshot WHERE run = ?1 AND step NOT IN (" + list + ")", state_->run);
}

}  // namespace lathe
