// SPDX-License-Identifier: Apache-2.0
// Work on a project that is cut short by a fault, and what may be found there afterwards. For test_faults.
#pragma once

#include <QDir>
#include <filesystem>
#include <functional>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/project/data_sets.h"
#include "core/project/database.h"
#include "core/project/deleted_runs.h"
#include "core/project/opening.h"
#include "core/project/recorder.h"
#include "tests/core/project/must.h"
#include "tests/support/tried.h"

namespace lathe::faults {

namespace fs = std::filesystem;

/// The soak form goes on for longer, so that more calls can be struck.
inline const int kLastStep = tests::soak() ? 150 : 6;

inline Json recipe() {
    return Json::object({{"name", "a"}});
}

inline ResumeState stateAt(std::int64_t step) {
    return {step,
            {{"prompt", {3000}, std::vector<float>(3000, static_cast<float>(step))}},
            Json::object({{"step", step}})};
}

inline const std::vector<std::string_view> kOld = {
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT); "
    "INSERT INTO thing (name) VALUES ('a'), ('b')"};
inline const std::vector<std::string_view> kNew = {
    kOld[0],
    "ALTER TABLE thing ADD COLUMN size INTEGER NOT NULL DEFAULT 1; "
    "CREATE TABLE other AS SELECT * FROM thing"};

/// In memory where the system has such a place: what is asked is where writes stop, not when they reach a
/// disk.
inline QString folderPattern() {
    return fs::exists("/dev/shm") ? QStringLiteral("/dev/shm/lathe-XXXXXX")
                                  : QDir::tempPath() + QStringLiteral("/lathe-XXXXXX");
}

/// Work on a project in a folder, and what may be found there when it was cut short: "" is fine, else what is
/// wrong.
struct Work {
    const char* name;
    std::function<void(const fs::path&)> prepare;
    std::function<Result<>(const fs::path&)> run;
    std::function<std::string(const fs::path&)> wrong;
    bool writes = true;
    /// What the work says where its effect is there already, so that it has nothing left to do.
    std::string done = {};
};

inline std::string unsound(const fs::path& path) {
    const auto found = checkProject(path);
    return found ? joined(*found) : found.error().line();
}

inline void makeRun(const fs::path& path) {
    Project project = must(Project::create(path));
    must(createRun(project, recipe()));
    Recorder recorder = must(Recorder::begin(project, 1));
    for (int step = 1; step <= 3; ++step) must(recorder.step(step, {{"loss", step}}, 1));
    must(recorder.save(stateAt(3)));
}

inline Result<> trainOn(const fs::path& path) {
    LATHE_TRY(project, Project::open(path));
    LATHE_TRY(recorder, Recorder::begin(project, 1));
    LATHE_CHECK(recorder.resumeState());
    for (int step = 4; step <= kLastStep; ++step) {
        LATHE_CHECK(recorder.step(step, {{"loss", step}, {"learning_rate", 1}}, 1));
        LATHE_CHECK(recorder.save(stateAt(step)));
    }
    LATHE_CHECK(recorder.snapshot(kLastStep, 1, {{"prompt", {1}, {6}}}, {}));
    return recorder.state(RunState::Finished);
}

inline std::string wrongAfterTraining(const fs::path& path) {
    if (std::string text = unsound(path); !text.empty()) return text;
    auto project = Project::open(path);
    if (!project) return project.error().line();
    auto recorder = Recorder::begin(*project, 1);
    if (!recorder) return recorder.error().line();
    const auto state = recorder->resumeState();
    if (!state) return state.error().line();
    if (!*state) return "the state is lost";
    const std::int64_t step = (*state)->step;
    if (step < 3 || step > kLastStep || (*state)->tensors[0].data != stateAt(step).tensors[0].data)
        return "the state is neither old nor new";
    // The rows fit the state.
    const auto points = curve(*project, 1, "loss");
    if (!points || static_cast<std::int64_t>(points->size()) != step) return "the rows do not fit the state";
    return {};
}

inline Result<> importRows(const fs::path& path) {
    LATHE_TRY(project, Project::open(path));
    LATHE_TRY(writer, DataSetWriter::begin(project, "d", "", ""));
    for (int i = 0; i < 300; ++i)
        LATHE_CHECK(writer.add("train", Json::object({{"text", "row " + std::to_string(i)}})));
    LATHE_CHECK(writer.finish({}));
    return {};
}

inline std::string wrongAfterImport(const fs::path& path) {
    if (std::string text = unsound(path); !text.empty()) return text;
    auto project = Project::open(path);
    if (!project) return project.error().line();
    const auto sets = dataSets(*project);
    if (!sets) return sets.error().line();
    if (!sets->empty() && sets->front().rows("") != 300) return "half a data set is visible";
    return {};
}

inline Result<> deleteIt(const fs::path& path) {
    LATHE_TRY(project, Project::open(path));
    LATHE_CHECK(deleteRun(project, 1));
    LATHE_CHECK(restoreRun(project, 1));
    LATHE_CHECK(deleteRun(project, 1));
    return removeForGood(project, 1);
}

inline std::string wrongAfterDeletion(const fs::path& path) {
    if (std::string text = unsound(path); !text.empty()) return text;
    auto project = Project::open(path);
    if (!project) return project.error().line();
    const auto runs = listRuns(*project);
    if (!runs) return runs.error().line();
    if (runs->empty()) return {};
    const auto points = curve(*project, 1, "loss");
    return points && points->size() == 3 ? std::string() : "half a run is left";
}

inline Result<> create(const fs::path& path) {
    LATHE_TRY(project, Project::create(path));
    return {};
}

inline std::string wrongAfterCreation(const fs::path& path) {
    // What a dead process leaves is no project yet, or one.
    const auto project = Project::open(path);
    if (project) return unsound(path);
    return project.error().what.find("damaged") == std::string::npos ? std::string() : project.error().line();
}

inline Result<> migrate(const fs::path& path) {
    LATHE_TRY(database, openDatabase(path, Project::Access::ReadWrite, kNew));
    return {};
}

inline std::string wrongAfterMigration(const fs::path& path) {
    auto database = openDatabase(path, Project::Access::ReadWrite, kNew);
    if (!database) return database.error().line();
    const auto count = (*database)->integer("SELECT count(*) FROM other WHERE size = 1");
    if (!count) return count.error().line();
    return *count == 2 ? std::string() : "rows are lost";
}

/// A real one, from the first schema.
inline void makeFirstSchema(const fs::path& path) {
    auto database = must(Database::open(path, {.write = true, .create = true}));
    must(database->script(must(readFile(std::string(LATHE_FIXTURES) + "/project/schema-001.sql", 1 << 20))));
}

inline Result<> openIt(const fs::path& path) {
    LATHE_TRY(project, Project::open(path));
    return {};
}

inline std::string wrongAfterOpening(const fs::path& path) {
    if (std::string text = unsound(path); !text.empty()) return text;
    fs::path backup = path;
    if (fs::exists(backup += ".schema-1.backup"))
        if (std::string text = unsound(backup); !text.empty()) return "the backup: " + text;
    const auto project = Project::open(path, Project::Access::ReadOnly);
    if (!project) return project.error().line();
    const auto run = findRun(*project, "old");
    if (!run) return run.error().line();
    return run->last.at("loss") == 0.5 ? std::string() : "numbers are lost";
}

inline fs::path copyOf(const fs::path& path) {
    return fs::path(path).replace_filename("copy.lathe");
}

inline Result<> saveAs(const fs::path& path) {
    return backupProject(path, copyOf(path));
}

inline std::string wrongAfterSaving(const fs::path& path) {
    if (std::string text = unsound(path); !text.empty()) return text;
    if (!fs::exists(copyOf(path))) return {};
    if (std::string text = unsound(copyOf(path)); !text.empty()) return "the copy: " + text;
    const auto copy = Project::open(copyOf(path), Project::Access::ReadOnly);
    if (!copy) return copy.error().line();
    const auto points = curve(*copy, 1, "loss");
    return points && points->size() == 3 ? std::string() : "the copy is not whole";
}

inline Result<> edit(const fs::path& path) {
    LATHE_TRY(project, Project::open(path));
    LATHE_CHECK(setNote(project, 1, "a note"));
    LATHE_CHECK(setName(project, 1, "renamed"));
    LATHE_CHECK(setTags(project, 1, {"one", "two"}));
    LATHE_CHECK(keepDraftRecipe(project, recipe()));
    return postRequest(project, 1, {});
}

inline std::string wrongAfterEditing(const fs::path& path) {
    if (std::string text = unsound(path); !text.empty()) return text;
    const auto project = Project::open(path, Project::Access::ReadOnly);
    if (!project) return project.error().line();
    const auto run = findRun(*project, "1");
    if (!run) return run.error().line();
    if (!run->note.empty() && run->note != "a note") return "half a note";
    if (run->name != "a" && run->name != "renamed") return "half a name";
    return run->tags.empty() || run->tags.size() == 2 ? std::string() : "half the tags";
}

inline Result<> read(const fs::path& path) {
    LATHE_TRY(project, Project::open(path, Project::Access::ReadOnly));
    LATHE_TRY(runs, listRuns(project));
    LATHE_TRY(points, curve(project, 1, "loss"));
    LATHE_TRY(state, storedState(project, 1));
    if (runs.size() != 1 || runs[0].last.at("loss") != 3 || points.size() != 3 || !state ||
        state->tensors[0].data != stateAt(3).tensors[0].data)
        qFatal("something else was read than was written");
    return {};
}

inline std::string wrongAfterReading(const fs::path& path) {
    return unsound(path);
}

inline std::vector<Work> works() {
    return {{"creation", [](const fs::path&) {}, create, wrongAfterCreation, true, "exists already"},
            {"training", makeRun, trainOn, wrongAfterTraining},
            {"import", [](const fs::path& path) { must(Project::create(path)); }, importRows,
             wrongAfterImport, true, "there is a data set"},
            {"deletion", makeRun, deleteIt, wrongAfterDeletion, true, "there is no run"},
            {"save as", makeRun, saveAs, wrongAfterSaving, true, "exists already"},
            {"migration", [](const fs::path& path) { must(createDatabase(path, kOld)); }, migrate,
             wrongAfterMigration},
            {"migration of schema 1", makeFirstSchema, openIt, wrongAfterOpening},
            {"editing", makeRun, edit, wrongAfterEditing},
            {"reading", makeRun, read, wrongAfterReading, false}};
}

}  // namespace lathe::faults
