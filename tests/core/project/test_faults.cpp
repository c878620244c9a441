// SPDX-License-Identifier: Apache-2.0
// Each write and sync that the project file needs is struck once: the process dies in it, or the disk is full
// or broken from then on. What is found afterwards is sound, and is what was there before or after the work,
// with nothing between.
#include <sys/wait.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <functional>

#include "core/base/text.h"
#include "core/project/data_sets.h"
#include "core/project/database.h"
#include "core/project/opening.h"
#include "core/project/recorder.h"
#include "tests/core/project/faulty_disk.h"
#include "tests/core/project/must.h"

using namespace lathe;
namespace fs = std::filesystem;

namespace {

Json recipe() {
    return Json::object({{"name", "a"}});
}

ResumeState stateAt(std::int64_t step) {
    return {step,
            {{"prompt", {3000}, std::vector<float>(3000, static_cast<float>(step))}},
            Json::object({{"step", step}})};
}

const std::vector<std::string_view> kOld = {
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT); "
    "INSERT INTO thing (name) VALUES ('a'), ('b')"};
const std::vector<std::string_view> kNew = {kOld[0],
                                            "ALTER TABLE thing ADD COLUMN size INTEGER NOT NULL DEFAULT 1; "
                                            "CREATE TABLE other AS SELECT * FROM thing"};

/// In memory where the system has such a place: what is asked is where writes stop, not when they reach a
/// disk.
QString folderPattern() {
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
};

std::string unsound(const fs::path& path) {
    const auto found = checkProject(path);
    return found ? joined(*found) : found.error().line();
}

void makeRun(const fs::path& path) {
    Project project = must(Project::create(path));
    must(createRun(project, recipe()));
    Recorder recorder = must(Recorder::begin(project, 1));
    for (int step = 1; step <= 3; ++step) must(recorder.step(step, {{"loss", step}}, 1));
    must(recorder.save(stateAt(3)));
}

Result<> trainOn(const fs::path& path) {
    LATHE_TRY(project, Project::open(path));
    LATHE_TRY(recorder, Recorder::begin(project, 1));
    LATHE_CHECK(recorder.resumeState());
    for (int step = 4; step <= 6; ++step) {
        LATHE_CHECK(recorder.step(step, {{"loss", step}, {"learning_rate", 1}}, 1));
        LATHE_CHECK(recorder.save(stateAt(step)));
    }
    LATHE_CHECK(recorder.snapshot(6, 1, {{"prompt", {1}, {6}}}, {}));
    return recorder.state(RunState::Finished);
}

std::string wrongAfterTraining(const fs::path& path) {
    if (std::string text = unsound(path); !text.empty()) return text;
    auto project = Project::open(path);
    if (!project) return project.error().line();
    auto recorder = Recorder::begin(*project, 1);
    if (!recorder) return recorder.error().line();
    const auto state = recorder->resumeState();
    if (!state) return state.error().line();
    if (!*state) return "the state is lost";
    const std::int64_t step = (*state)->step;
    if (step < 3 || step > 6 || (*state)->tensors[0].data != stateAt(step).tensors[0].data)
        return "the state is neither old nor new";
    // The rows fit the state.
    const auto points = curve(*project, 1, "loss");
    if (!points || static_cast<std::int64_t>(points->size()) != step) return "the rows do not fit the state";
    return {};
}

Result<> importRows(const fs::path& path) {
    LATHE_TRY(project, Project::open(path));
    LATHE_TRY(writer, DataSetWriter::begin(project, "d", "", ""));
    for (int i = 0; i < 300; ++i)
        LATHE_CHECK(writer.add("train", Json::object({{"text", "row " + std::to_string(i)}})));
    LATHE_CHECK(writer.finish({}));
    return {};
}

std::string wrongAfterImport(const fs::path& path) {
    if (std::string text = unsound(path); !text.empty()) return text;
    auto project = Project::open(path);
    if (!project) return project.error().line();
    const auto sets = dataSets(*project);
    if (!sets) return sets.error().line();
    if (!sets->empty() && sets->front().rows("") != 300) return "half a data set is visible";
    return {};
}

Result<> deleteIt(const fs::path& path) {
    LATHE_TRY(project, Project::open(path));
    return deleteRun(project, 1);
}

std::string wrongAfterDeletion(const fs::path& path) {
    if (std::string text = unsound(path); !text.empty()) return text;
    auto project = Project::open(path);
    if (!project) return project.error().line();
    const auto runs = listRuns(*project);
    if (!runs) return runs.error().line();
    if (runs->empty()) return {};
    const auto points = curve(*project, 1, "loss");
    return points && points->size() == 3 ? std::string() : "half a run is left";
}

Result<> create(const fs::path& path) {
    LATHE_TRY(project, Project::create(path));
    return {};
}

std::string wrongAfterCreation(const fs::path& path) {
    // What a dead process leaves is no project yet, or one.
    const auto project = Project::open(path);
    if (project) return unsound(path);
    return project.error().what.find("damaged") == std::string::npos ? std::string() : project.error().line();
}

Result<> migrate(const fs::path& path) {
    LATHE_TRY(database, openDatabase(path, Project::Access::ReadWrite, kNew));
    return {};
}

std::string wrongAfterMigration(const fs::path& path) {
    auto database = openDatabase(path, Project::Access::ReadWrite, kNew);
    if (!database) return database.error().line();
    const auto count = (*database)->integer("SELECT count(*) FROM other WHERE size = 1");
    if (!count) return count.error().line();
    return *count == 2 ? std::string() : "rows are lost";
}

std::vector<Work> works() {
    return {
        {"training", makeRun, trainOn, wrongAfterTraining},
        {"import", [](const fs::path& path) { must(Project::create(path)); }, importRows, wrongAfterImport},
        {"deletion", makeRun, deleteIt, wrongAfterDeletion},
        {"creation", [](const fs::path&) {}, create, wrongAfterCreation},
        {"migration", [](const fs::path& path) { must(createDatabase(path, kOld)); }, migrate,
         wrongAfterMigration}};
}

}  // namespace

class TestFaults : public QObject {
    Q_OBJECT

    static void eachWork() {
        QTest::addColumn<int>("which");
        int index = 0;
        for (const Work& work : works()) QTest::newRow(work.name) << index++;
    }

  private Q_SLOTS:
    void dyingInAnyWriteLosesNothing_data() { eachWork(); }
    void dyingInAnyWriteLosesNothing() {
        QFETCH(int, which);
        const Work work = works()[static_cast<std::size_t>(which)];
        FaultyDisk& disk = FaultyDisk::install();
        int deaths = 0;
        for (int n = 1;; ++n) {
            QTemporaryDir folder(folderPattern());
            const fs::path path = fs::path(folder.path().toStdString()) / "a.lathe";
            work.prepare(path);
            const pid_t child = ::fork();  // no connection is open here
            if (child == 0) {
                disk.failAt(n, FaultyDisk::Fault::Die);
                const auto done = work.run(path);
                ::_exit(done ? 0 : 1);
            }
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(WIFEXITED(status));
            QVERIFY2(WEXITSTATUS(status) != 1, "the work failed by itself");
            const std::string wrong = work.wrong(path);
            QVERIFY2(wrong.empty(),
                     (std::string(work.name) + ", death " + std::to_string(n) + ": " + wrong).c_str());
            if (WEXITSTATUS(status) == 0) break;
            ++deaths;
        }
        qInfo("%d deaths", deaths);
        QVERIFY(deaths > 5);
    }

    void aDiskThatFailsIsSaidAndLosesNothing_data() { eachWork(); }
    void aDiskThatFailsIsSaidAndLosesNothing() {
        QFETCH(int, which);
        const Work work = works()[static_cast<std::size_t>(which)];
        FaultyDisk& disk = FaultyDisk::install();
        for (const auto fault : {FaultyDisk::Fault::Full, FaultyDisk::Fault::Broken}) {
            int failures = 0;
            for (int n = 1;; ++n) {
                QTemporaryDir folder(folderPattern());
                const fs::path path = fs::path(folder.path().toStdString()) / "a.lathe";
                work.prepare(path);
                disk.failAt(n, fault);
                const auto done = work.run(path);
                const bool struck = disk.struck();
                disk.heal();
                if (!done) {
                    ++failures;
                    const std::string line = done.error().line();
                    const bool said = line.find(fault == FaultyDisk::Fault::Full
                                                    ? "no space left"
                                                    : "the disk reports an error") != std::string::npos;
                    QVERIFY2(said, line.c_str());
                }
                const std::string wrong = fs::exists(path) ? work.wrong(path) : std::string();
                QVERIFY2(wrong.empty(),
                         (std::string(work.name) + ", failure " + std::to_string(n) + ": " + wrong).c_str());
                if (!struck) break;
            }
            QVERIFY(failures > 2);
        }
    }
};

QTEST_GUILESS_MAIN(TestFaults)
#include "test_faults.moc"
