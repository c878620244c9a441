// SPDX-License-Identifier: Apache-2.0
// Sweeps as rows, and files from before there were any.
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

#include "core/base/files.h"
#include "core/project/database.h"
#include "core/project/recorder.h"
#include "core/project/schema_scripts.h"
#include "core/project/sweeps.h"
#include "tests/core/project/must.h"

using namespace lathe;

class TestSweeps : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    std::filesystem::path path_;

    static SweepRow asked(const std::string& name, std::int64_t seeds = 1) {
        SweepRow row;
        row.name = name;
        row.recipe = Json::object({{"name", "r"}});
        row.plan = Json::object({{"seeds", seeds}});
        return row;
    }

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        path_ = std::filesystem::path(folder_->path().toStdString()) / "a.lathe";
    }

    void aSweepIsFoundAgainAndItsRunsAreNoted() {
        Project project = must(Project::create(path_));
        const SweepRow made = must(beginSweep(project, asked("s"), {{0, 0, 5, "x", 0}, {1, 0, 6, "", 0}}));
        const auto run = must(createRun(project, Json::object({{"name", "r"}})));
        must(setSweepRun(project, made.id, 1, run));
        QCOMPARE(must(beginSweep(project, asked("s"), {})).id, made.id);
        auto runs = must(sweepRuns(project, made.id));
        QCOMPARE(runs.size(), std::size_t(2));
        QCOMPARE(runs[0].seed, std::int64_t(5));
        QCOMPARE(runs[0].part, std::string("x"));
        QCOMPARE(runs[0].run, std::int64_t(0));
        QCOMPARE(runs[1].run, run);
        must(deleteRun(project, run));
        QCOMPARE(must(sweepRuns(project, made.id))[1].run, std::int64_t(0));
        QVERIFY(!beginSweep(project, asked("s", 2), {}).has_value());
        QVERIFY(findSweep(project, "none").error().line().find("there are: s") != std::string::npos);
    }

    void aFrozenFileOfTheFirstSchemaIsBroughtForward() {
        {
            auto database = must(Database::open(path_, {.write = true, .create = true}));
            must(database->script(
                must(readFile(std::string(LATHE_FIXTURES) + "/project/schema-001.sql", 1 << 20))));
        }
        Project project = must(Project::open(path_));
        QVERIFY(project.notice().find("brought from schema 1 to " + std::to_string(schemaScripts().size())) !=
                std::string::npos);
        QVERIFY(std::filesystem::exists(path_.string() + ".schema-1.backup"));
        const RunRow run = must(findRun(project, "old"));
        QCOMPARE(run.last.at("loss"), 0.5);
        QCOMPARE(run.tags, std::vector<std::string>{"kept"});
        QCOMPARE(must(predictions(project, 1, 4, "toy/validation")).front().scores.at("a"), 0.9);
        QCOMPARE(
            must(sweepRuns(project, must(beginSweep(project, asked("s"), {{0, 0, 0, "", 1}})).id)).size(),
            std::size_t(1));
        QVERIFY(must(checkProject(path_)).empty());
    }
};

QTEST_GUILESS_MAIN(TestSweeps)
#include "test_sweeps.moc"
