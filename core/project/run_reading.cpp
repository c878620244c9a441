// SPDX-License-Identifier: Apache-2.0
// A run's curves, evaluations and snapshots, read in single statements so that no worker waits.
#include <algorithm>

#include "core/project/database.h"
#include "core/project/run_numbers.h"
#include "core/project/runs.h"
#include "core/project/tensors.h"

namespace lathe {

Result<std::vector<CurvePoint>> curve(const Project& project, std::int64_t run, std::string_view metric,
                                      std::int64_t fromStep, std::int64_t most) {
    Database& database = project.database();
    std::vector<CurvePoint> points;
    const auto single = [&](const Statement& row) {
        const double value = row.number(1);
        points.push_back({row.integer(0), value, value, value});
    };
    LATHE_TRY(count,
              database.query("SELECT points FROM run_summary WHERE run = ?1 AND name = ?2", run, metric));
    LATHE_TRY(known, count.step());
    const std::int64_t all = known ? count.integer(0) : 0;
    count.reset();
    static constexpr std::string_view kSteps =
        "SELECT step, value FROM metric WHERE run = ?1 AND name = ?2 AND step >= ?3 ORDER BY step";
    bool few = all <= most;
    if (!few && fromStep > 0) {
        // Behind `fromStep` there may be few enough.
        LATHE_TRY(last, database.query("SELECT last_step FROM run_summary WHERE run = ?1 AND name = ?2", run,
                                       metric));
        LATHE_TRY(row, last.step());
        few = row && last.integer(0) - fromStep < most;
    }
    if (few) {
        LATHE_CHECK(database.each(kSteps, single, run, metric, fromStep));
        return points;
    }
    std::int64_t behind = fromStep;
    LATHE_CHECK(database.each(
        "SELECT block, mean, minimum, maximum FROM curve WHERE run = ?1 AND name = ?2 AND block >= ?3 ORDER "
        "BY block",
        [&](const Statement& row) {
            const std::int64_t first = row.integer(0) * kBlockSteps;
            points.push_back({first + kBlockSteps / 2, row.number(1), row.number(2), row.number(3)});
            behind = first + kBlockSteps;
        },
        run, metric, fromStep / kBlockSteps));
    LATHE_CHECK(database.each(kSteps, single, run, metric, behind));
    return points;
}

Result<std::vector<std::string>> metricNames(const Project& project, std::int64_t run) {
    std::vector<std::string> names;
    LATHE_CHECK(project.database().each(
        "SELECT name FROM run_summary WHERE run = ?1 ORDER BY name",
        [&](const Statement& row) { names.push_back(row.text(0)); }, run));
    return names;
}

Result<std::vector<EvaluationRow>> evaluations(const Project& project, std::int64_t run) {
    std::vector<EvaluationRow> rows;
    LATHE_CHECK(project.database().each(
        "SELECT step, data, examples, metrics, time, details FROM evaluation WHERE run = ?1 ORDER BY step, "
        "data",
        [&](const Statement& row) {
            rows.push_back({row.integer(0), row.text(1), row.integer(2), numbersOf(row.json(3)), row.text(4),
                            row.json(5)});
        },
        run));
    return rows;
}

Result<std::vector<Prediction>> predictions(const Project& project, std::int64_t run, std::int64_t step,
                                            std::string_view data) {
    std::vector<Prediction> rows;
    LATHE_CHECK(project.database().each(
        "SELECT row, label, prediction, scores, measured FROM prediction WHERE evaluation = "
        "(SELECT id FROM evaluation WHERE run = ?1 AND step = ?2 AND data = ?3) ORDER BY row",
        [&](const Statement& row) {
            Prediction one{row.integer(0), row.text(1), row.text(2), numbersOf(row.json(3))};
            const Json measured = row.json(4);
            for (const Json& text : measured["references"].items()) one.references.push_back(text.string());
            one.group = measured["group"].toString();
            one.rank = measured["rank"].toInteger();
            one.logLikelihood = measured["log_likelihood"].toNumber();
            one.tokens = measured["tokens"].toInteger();
            rows.push_back(std::move(one));
        },
        run, step, data));
    return rows;
}

Result<std::vector<SnapshotRow>> snapshots(const Project& project, std::int64_t run) {
    std::vector<SnapshotRow> rows;
    LATHE_CHECK(project.database().each(
        "SELECT step, drift, time FROM snapshot WHERE run = ?1 ORDER BY step",
        [&](const Statement& row) {
            rows.push_back({row.integer(0), row.number(1), row.text(2)});
        },
        run));
    return rows;
}

Result<TensorMap> snapshotTensors(const Project& project, std::int64_t run, std::int64_t step) {
    LATHE_TRY(tensors, readTensors(project.database(), TensorTable::Snapshot, run, step));
    if (!tensors.empty()) return tensors;
    LATHE_TRY(there, snapshots(project, run));
    std::string steps;
    for (const SnapshotRow& row : there) steps += (steps.empty() ? "" : ", ") + std::to_string(row.step);
    return failed("run " + std::to_string(run) + " has no snapshot of step " + std::to_string(step),
                  project.path().string(), steps.empty() ? "it has none yet" : "give one of: " + steps);
}

Result<std::vector<SlotNeighbours>> snapshotNeighbours(const Project& project, std::int64_t run,
                                                       std::int64_t step, std::string_view metric) {
    std::vector<SlotNeighbours> slots;
    LATHE_CHECK(project.database().each(
        "SELECT position, norm, neighbours FROM neighbour WHERE run = ?1 AND step = ?2 AND metric = ?3 ORDER "
        "BY position",
        [&](const Statement& row) {
            SlotNeighbours slot{row.integer(0), row.number(1), {}};
            const Json words = row.json(2);
            for (const Json& word : words.items())
                slot.neighbours.push_back({static_cast<std::int32_t>(word["token"].toInteger()),
                                           word["text"].toString(), word["score"].toNumber()});
            slots.push_back(std::move(slot));
        },
        run, step, metric));
    return slots;
}

}  // namespace lathe
