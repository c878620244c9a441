// SPDX-License-Identifier: Apache-2.0
#include "core/project/run_writing.h"

#include "core/base/clock.h"
#include "core/project/names.h"
#include "core/project/recorder.h"
#include "core/project/run_numbers.h"
#include "core/project/tensors.h"

namespace lathe {
namespace {

Json toJson(const std::vector<Neighbour>& neighbours) {
    Json out = Json::array();
    for (const Neighbour& word : neighbours)
        out.append(Json::object(
            {{"token", static_cast<std::int64_t>(word.token)}, {"text", word.text}, {"score", word.score}}));
    return out;
}

/// What a prediction's metrics were made of, as far as there is something to say.
Json measuredJson(const Prediction& one) {
    Json out = Json::object();
    if (!one.references.empty()) {
        Json list = Json::array();
        for (const std::string& text : one.references) list.append(text);
        out.set("references", std::move(list));
    }
    if (!one.group.empty()) out.set("group", one.group);
    if (one.rank > 0) out.set("rank", one.rank);
    if (one.tokens > 0) {
        out.set("log_likelihood", one.logLikelihood);
        out.set("tokens", one.tokens);
    }
    return out;
}

}  // namespace

Result<> writeEvaluation(Database& database, std::int64_t run, std::int64_t step, std::string_view data,
                         std::int64_t examples, const std::map<std::string, double>& metrics,
                         const std::vector<Prediction>& predictions, bool best, const Json& details) {
    LATHE_CHECK(
        database.run("DELETE FROM evaluation WHERE run = ?1 AND step = ?2 AND data = ?3", run, step, data));
    LATHE_CHECK(database.run(
        "INSERT INTO evaluation (run, step, data, examples, metrics, time, best, details) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        run, step, data, examples, toObject(metrics).dump(), timestamp(), best ? 1 : 0, details.dump()));
    const std::int64_t id = database.lastId();
    LATHE_TRY(insert, database.prepare("INSERT OR REPLACE INTO prediction (evaluation, row, label, "
                                       "prediction, scores, measured) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
    for (const Prediction& one : predictions) {
        insert.bind(1, id);
        insert.bind(2, one.row);
        insert.bind(3, one.label);
        insert.bind(4, one.prediction);
        insert.bind(5, toObject(one.scores).dump());
        insert.bind(6, measuredJson(one).dump());
        LATHE_CHECK(insert.run());
    }
    return {};
}

Result<> writeSnapshot(Database& database, std::int64_t run, std::int64_t step, double drift,
                       const TensorMap& tensors,
                       const std::map<std::string, std::vector<SlotNeighbours>>& neighbours) {
    LATHE_CHECK(database.run("DELETE FROM snapshot WHERE run = ?1 AND step = ?2", run, step));
    LATHE_CHECK(database.run("INSERT INTO snapshot (run, step, drift, time) VALUES (?1, ?2, ?3, ?4)", run,
                             step, drift, timestamp()));
    LATHE_CHECK(writeTensors(database, TensorTable::Snapshot, run, step, tensors));
    LATHE_TRY(insert, database.prepare("INSERT INTO neighbour (run, step, metric, position, norm, "
                                       "neighbours) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
    for (const auto& [metric, slots] : neighbours)
        for (const SlotNeighbours& slot : slots) {
            insert.bind(1, run);
            insert.bind(2, step);
            insert.bind(3, metric);
            insert.bind(4, slot.position);
            insert.bind(5, slot.norm);
            insert.bind(6, toJson(slot.neighbours).dump());
            LATHE_CHECK(insert.run());
        }
    return {};
}

Result<> forgetAfter(Database& database, std::int64_t run, std::int64_t step) {
    LATHE_TRY(transaction, Transaction::write(database));
    for (const char* table : {"metric", "evaluation", "snapshot"})
        LATHE_CHECK(
            database.run("DELETE FROM " + std::string(table) + " WHERE run = ?1 AND step > ?2", run, step));
    // A block that the step lies in is open again.
    LATHE_CHECK(
        database.run("DELETE FROM curve WHERE run = ?1 AND block >= (?2 + 1) / ?3", run, step, kBlockSteps));
    LATHE_CHECK(
        database.run("UPDATE run_progress SET step = max(?2, 0), best_step = coalesce((SELECT max(step) FROM "
                     "evaluation WHERE "
                     "run = ?1 AND best = 1), -1) WHERE run = ?1",
                     run, step));
    // The summary, once more from the rows that are left.
    LATHE_CHECK(database.run("DELETE FROM run_summary WHERE run = ?1", run));
    // With max(step), the bare column `value` is that row's.
    LATHE_CHECK(
        database.run("INSERT INTO run_summary (run, name, points, last, last_step) "
                     "SELECT run, name, count(*), value, max(step) FROM metric WHERE run = ?1 GROUP BY name",
                     run));
    LATHE_CHECK(database.run(
        "UPDATE run_summary SET (best, best_step) = (SELECT value, min(step) FROM metric WHERE run = ?1 "
        "AND name = 'loss' AND value = (SELECT min(value) FROM metric WHERE run = ?1 AND name = 'loss')) "
        "WHERE run = ?1 AND name = 'loss'",
        run));
    LATHE_CHECK(
        database.run("UPDATE run_summary SET (best, best_step) = (SELECT value, step FROM metric WHERE "
                     "metric.run = ?1 AND metric.name = "
                     "run_summary.name AND step = (SELECT best_step FROM run_progress WHERE run = ?1)) WHERE "
                     "run = ?1 AND name <> 'loss' AND "
                     "instr(name, '.') > 0",
                     run));
    return transaction.commit();
}

Result<> recordEvaluation(Project& project, std::int64_t run, std::int64_t step, std::string_view data,
                          std::int64_t examples, const std::map<std::string, double>& metrics,
                          const std::vector<Prediction>& predictions, const Json& details) {
    LATHE_TRY(transaction, Transaction::write(project.database()));
    LATHE_CHECK(
        writeEvaluation(project.database(), run, step, data, examples, metrics, predictions, false, details));
    return transaction.commit();
}

Result<std::int64_t> recordImported(Project& project, const Json& recipe, const Json& resolved,
                                    const TensorMap& snapshot, const std::optional<ResumeState>& state) {
    Database& database = project.database();
    const std::string name = recipe["name"].toString("imported");
    LATHE_CHECK(checkRunName(name));
    const std::int64_t step = state ? state->step : 0;
    LATHE_TRY(transaction, Transaction::durable(database));
    LATHE_CHECK(
        database.run("INSERT INTO run (name, state, steps, recipe, resolved, created, ended) VALUES (?1, "
                     "'finished', ?2, ?3, ?4, ?5, ?5)",
                     name, step, recipe.dump(), resolved.dump(), timestamp()));
    const std::int64_t run = database.lastId();
    LATHE_CHECK(database.run("INSERT INTO run_progress (run, step) VALUES (?1, ?2)", run, step));
    LATHE_CHECK(writeSnapshot(database, run, step, 0, snapshot, {}));
    if (state) {
        LATHE_CHECK(
            database.run("INSERT INTO resume_state (run, step, counters, time) VALUES (?1, ?2, ?3, ?4)", run,
                         step, state->counters.dump(), timestamp()));
        LATHE_CHECK(writeTensors(database, TensorTable::Resume, run, step, state->tensors));
    }
    LATHE_CHECK(transaction.commit());
    return run;
}

}  // namespace lathe
