// SPDX-License-Identifier: Apache-2.0
#include "core/project/deleted_runs.h"

#include "core/base/text.h"
#include "core/project/database.h"
#include "core/project/deletion.h"

namespace lathe {
namespace {

tl::unexpected<Error> noSuchRun(const Project& project, std::string_view run) {
    return failed("there is no deleted run " + printable(run), project.path().string(),
                  "look at them with: promptlathe-cli runs " + project.path().string() + " --deleted");
}

/// An update of a run that is deleted and whole.
Result<> change(Project& project, std::int64_t run, std::string_view sql) {
    Database& database = project.database();
    LATHE_CHECK(database.writable());
    LATHE_CHECK(database.run(sql, run));
    if (database.changes() > 0) return {};
    return noSuchRun(project, std::to_string(run));
}

}  // namespace

Result<std::vector<DeletedRun>> deletedRuns(const Project& project) {
    std::vector<DeletedRun> runs;
    LATHE_CHECK(project.database().each(
        "SELECT run.run, coalesce(step, 0), name, strftime('%Y-%m-%dT%H:%M:%SZ', deleted, 'unixepoch') FROM "
        "run LEFT JOIN run_progress ON run_progress.run = run.run WHERE deleted > 1 ORDER BY deleted DESC, "
        "run.run DESC",
        [&](const Statement& row) {
            runs.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3)});
        }));
    return runs;
}

Result<DeletedRun> findDeletedRun(const Project& project, std::string_view run) {
    LATHE_TRY(runs, deletedRuns(project));
    const DeletedRun* found = nullptr;
    for (const DeletedRun& each : runs) {
        if (std::to_string(each.run) == run || run == "last") return each;
        if (each.name != run) continue;
        if (found)
            return failed("several deleted runs are called " + printable(run), project.path().string(),
                          "give the number of one");
        found = &each;
    }
    if (!found) return noSuchRun(project, run);
    return *found;
}

Result<> restoreRun(Project& project, std::int64_t run) {
    return change(project, run, "UPDATE run SET deleted = 0 WHERE run = ?1 AND deleted > 1");
}

Result<> removeForGood(Project& project, std::int64_t run) {
    LATHE_CHECK(change(project, run, "UPDATE run SET deleted = 1 WHERE run = ?1 AND deleted > 1"));
    return purge(project.database(), 0.03);
}

}  // namespace lathe
