// SPDX-License-Identifier: Apache-2.0
#include "core/project/runs.h"

#include <algorithm>
#include <charconv>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/project/database.h"
#include "core/project/deletion.h"
#include "core/project/names.h"
#include "core/project/run_lock.h"

namespace lathe {
namespace {

constexpr std::string_view kRunColumns =
    "SELECT run.run, name, state, coalesce(run_progress.step, 0), steps, coalesce(resume_state.step, -1), "
    "coalesce(best_step, -1), recipe, resolved, created, coalesce(started, ''), coalesce(ended, ''), note, "
    "host, pid, "
    "coalesce(seconds, 0.0), failure FROM run LEFT JOIN run_progress ON run_progress.run = run.run "
    "LEFT JOIN resume_state ON resume_state.run = run.run WHERE deleted = 0";

RunRow readRun(const Statement& row) {
    RunRow run;
    run.run = row.integer(0);
    run.name = row.text(1);
    run.state = runStateNamed(row.text(2)).value_or(RunState::Failed);
    run.step = row.integer(3);
    run.steps = row.integer(4);
    run.safeStep = row.integer(5);
    run.bestStep = row.integer(6);
    run.recipe = row.json(7);
    run.resolved = row.json(8);
    run.created = row.text(9);
    run.started = row.text(10);
    run.ended = row.text(11);
    run.note = row.text(12);
    run.host = row.text(13);
    run.pid = row.integer(14);
    run.seconds = row.number(15);
    if (const Json failure = row.json(16); failure.isObject())
        run.failure =
            Failed{failure["what"].toString(), failure["where"].toString(), failure["todo"].toString()};
    return run;
}

/// Runs with everything that lists show; `only` > 0: that run alone.
Result<std::vector<RunRow>> readRuns(const Project& project, std::int64_t only) {
    Database& database = project.database();
    std::vector<RunRow> runs;
    const std::string where = only > 0 ? " AND run.run = ?1" : " AND ?1 = ?1";
    {
        LATHE_TRY(transaction, Transaction::read(database));
        LATHE_CHECK(database.each(
            std::string(kRunColumns) + where + " ORDER BY run.run",
            [&](const Statement& row) { runs.push_back(readRun(row)); }, only));
        const auto find = [&](std::int64_t run) {
            const auto at = std::lower_bound(runs.begin(), runs.end(), run,
                                             [](const RunRow& row, std::int64_t id) { return row.run < id; });
            return at != runs.end() && at->run == run ? &*at : nullptr;
        };
        const std::string condition = only > 0 ? " WHERE run = ?1" : " WHERE ?1 = ?1";
        LATHE_CHECK(database.each(
            "SELECT run, name, last, best FROM run_summary" + condition,
            [&](const Statement& row) {
                RunRow* run = find(row.integer(0));
                if (!run) return;
                run->last[row.text(1)] = row.number(2);
                if (!row.isNull(3)) run->best[row.text(1)] = row.number(3);
            },
            only));
        LATHE_CHECK(database.each(
            "SELECT run, tag FROM tag" + condition + " ORDER BY run, tag",
            [&](const Statement& row) {
                if (RunRow* run = find(row.integer(0))) run->tags.push_back(row.text(1));
            },
            only));
    }
    for (RunRow& run : runs)
        if ((run.state == RunState::Running || run.state == RunState::Paused) &&
            !RunLock::isHeld(project.path(), run.run))
            run.state = RunState::Interrupted;
    return runs;
}

tl::unexpected<Error> noSuchRun(const Project& project, std::string_view run,
                                const std::vector<RunRow>& runs) {
    std::string todo = "there are no runs yet";
    if (!runs.empty())
        todo = "give a run's number (1 to " + std::to_string(runs.back().run) + "), its name, or last";
    return failed("there is no run " + printable(run), project.path().string(), todo);
}

/// An update of one run's row; refuses a run that is not there.
template <class... Values>
Result<> change(Project& project, std::int64_t run, std::string_view sql, const Values&... values) {
    Database& database = project.database();
    LATHE_CHECK(database.writable());
    LATHE_CHECK(database.run(sql, run, values...));
    if (database.changes() > 0) return {};
    return failed("there is no run " + std::to_string(run), project.path().string());
}

}  // namespace

Result<std::int64_t> createRun(Project& project, const Json& recipe) {
    Database& database = project.database();
    LATHE_CHECK(database.writable());
    const std::string name = recipe["name"].toString("run");
    LATHE_CHECK(checkRunName(name));
    LATHE_TRY(transaction, Transaction::write(database));
    LATHE_CHECK(database.run(
        "INSERT INTO run (name, state, steps, recipe, created) VALUES (?1, 'queued', ?2, ?3, ?4)", name,
        recipe.at("training.steps").toInteger(), recipe.dump(), timestamp()));
    const std::int64_t run = database.lastId();
    LATHE_CHECK(database.run("INSERT INTO run_progress (run) VALUES (?1)", run));
    LATHE_CHECK(transaction.commit());
    return run;
}

Result<std::vector<RunRow>> listRuns(const Project& project) {
    return readRuns(project, 0);
}

Result<RunRow> findRun(const Project& project, std::string_view run) {
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(run.data(), run.data() + run.size(), number);
    if (!run.empty() && code == std::errc() && end == run.data() + run.size()) {
        if (number > 0) {
            LATHE_TRY(one, readRuns(project, number));
            if (!one.empty()) return std::move(one.front());
        }
        LATHE_TRY(all, listRuns(project));
        return noSuchRun(project, run, all);
    }
    LATHE_TRY(all, listRuns(project));
    if (run == "last" && !all.empty()) return std::move(all.back());
    std::vector<std::string> same;
    RunRow* found = nullptr;
    for (RunRow& row : all)
        if (row.name == run) {
            same.push_back(std::to_string(row.run));
            found = &row;
        }
    if (same.size() > 1)
        return failed(std::to_string(same.size()) + " runs are called " + Json(run).dump(),
                      project.path().string(), "give the number of one: " + joined(same));
    if (found) return std::move(*found);
    return noSuchRun(project, run, all);
}

Result<> setNote(Project& project, std::int64_t run, std::string_view note) {
    return change(project, run, "UPDATE run SET note = ?2 WHERE run = ?1 AND deleted = 0", note);
}

Result<> setName(Project& project, std::int64_t run, std::string_view name) {
    LATHE_CHECK(checkRunName(name));
    return change(project, run, "UPDATE run SET name = ?2 WHERE run = ?1 AND deleted = 0", name);
}

Result<> setTags(Project& project, std::int64_t run, const std::vector<std::string>& tags) {
    for (const std::string& tag : tags) LATHE_CHECK(checkName(tag, "tag"));
    Database& database = project.database();
    LATHE_TRY(transaction, Transaction::write(database));
    LATHE_TRY(exists, database.query("SELECT 1 FROM run WHERE run = ?1 AND deleted = 0", run));
    LATHE_TRY(row, exists.step());
    if (!row) return failed("there is no run " + std::to_string(run), project.path().string());
    LATHE_CHECK(database.run("DELETE FROM tag WHERE run = ?1", run));
    for (const std::string& tag : tags)
        LATHE_CHECK(database.run("INSERT OR IGNORE INTO tag (run, tag) VALUES (?1, ?2)", run, tag));
    exists.reset();
    return transaction.commit();
}

Result<> deleteRun(Project& project, std::int64_t run) {
    LATHE_CHECK(project.database().writable());
    LATHE_TRY(found, findRun(project, std::to_string(run)));
    LATHE_TRY(lock, RunLock::take(project.path(), run));
    if (!lock)
        return failed(
            "run " + std::to_string(run) + " is running (pid " + std::to_string(found.pid) + ")",
            project.path().string(),
            "stop it first: promptlathe-cli stop " + project.path().string() + " " + std::to_string(run));
    // 1 would say that its rows are being removed.
    return change(project, run, "UPDATE run SET deleted = max(2, ?2) WHERE run = ?1 AND deleted = 0",
                  static_cast<std::int64_t>(secondsNow()));
}

}  // namespace lathe
