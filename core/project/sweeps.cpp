// SPDX-License-Identifier: Apache-2.0
#include "core/project/sweeps.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/project/database.h"
#include "core/project/names.h"

namespace lathe {

Result<std::vector<SweepRow>> listSweeps(const Project& project) {
    std::vector<SweepRow> sweeps;
    LATHE_CHECK(project.database().each(
        "SELECT id, name, study, recipe, plan, created FROM sweep ORDER BY id", [&](const Statement& row) {
            sweeps.push_back(
                {row.integer(0), row.text(1), row.text(2), row.json(3), row.json(4), row.text(5)});
        }));
    return sweeps;
}

Result<SweepRow> findSweep(const Project& project, std::string_view name) {
    LATHE_TRY(sweeps, listSweeps(project));
    std::vector<std::string> known;
    for (SweepRow& sweep : sweeps) {
        if (sweep.name == name) return std::move(sweep);
        known.push_back(sweep.name);
    }
    return failed("there is no sweep " + printable(name), project.path().string(),
                  known.empty() ? "there are none yet" : "there are: " + joined(known));
}

Result<std::vector<SweepRunRow>> sweepRuns(const Project& project, std::int64_t sweep) {
    std::vector<SweepRunRow> runs;
    LATHE_CHECK(project.database().each(
        "SELECT position, configuration, seed, part, coalesce(run.run, 0) FROM sweep_run LEFT JOIN run ON "
        "run.run = sweep_run.run AND run.deleted = 0 WHERE sweep = ?1 ORDER BY position",
        [&](const Statement& row) {
            runs.push_back({row.integer(0), row.integer(1), row.integer(2), row.text(3), row.integer(4)});
        },
        sweep));
    return runs;
}

Result<SweepRow> beginSweep(Project& project, const SweepRow& asked, const std::vector<SweepRunRow>& runs) {
    Database& database = project.database();
    LATHE_CHECK(database.writable());
    LATHE_CHECK(checkName(asked.name, "the sweep's name"));
    LATHE_TRY(transaction, Transaction::write(database));
    LATHE_TRY(known, listSweeps(project));
    for (SweepRow& sweep : known) {
        if (sweep.name != asked.name) continue;
        if (sweep.study == asked.study && sweep.recipe == asked.recipe && sweep.plan == asked.plan)
            return std::move(sweep);
        return failed("there is a sweep of this name that was made from another recipe or with other values",
                      asked.name, "give it another name with --name");
    }
    SweepRow sweep = asked;
    sweep.created = timestamp();
    LATHE_CHECK(
        database.run("INSERT INTO sweep (name, study, recipe, plan, created) VALUES (?1, ?2, ?3, ?4, ?5)",
                     sweep.name, sweep.study, sweep.recipe.dump(), sweep.plan.dump(), sweep.created));
    sweep.id = database.lastId();
    LATHE_TRY(insert, database.prepare("INSERT INTO sweep_run (sweep, position, configuration, seed, part) "
                                       "VALUES (?1, ?2, ?3, ?4, ?5)"));
    for (const SweepRunRow& run : runs) {
        insert.bind(1, sweep.id);
        insert.bind(2, run.position);
        insert.bind(3, run.configuration);
        insert.bind(4, run.seed);
        insert.bind(5, run.part);
        LATHE_CHECK(insert.run());
    }
    LATHE_CHECK(transaction.commit());
    return sweep;
}

Result<> setSweepRun(Project& project, std::int64_t sweep, std::int64_t position, std::int64_t run) {
    LATHE_CHECK(project.database().writable());
    return project.database().run("UPDATE sweep_run SET run = ?3 WHERE sweep = ?1 AND position = ?2", sweep,
                                  position, run);
}

}  // namespace lathe
