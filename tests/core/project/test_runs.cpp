// SPDX-License-Identifier: Apache-2.0
// Runs as users name, note, tag and delete them; the log and saved recipes.
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

#include "core/project/database.h"
#include "core/project/deleted_runs.h"
#include "core/project/deletion.h"
#include "core/project/recorder.h"
#include "tests/core/project/must.h"

using namespace lathe;

class TestRuns : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    std::optional<Project> project_;

    std::int64_t make(const std::string& name) {
        return must(createRun(*project_,
                              Json::object({{"name", name}, {"training", Json::object({{"steps", 30}})}})));
    }

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        project_.emplace(must(Project::create(folder_->path().toStdString() + "/a.lathe")));
    }
    void cleanup() {
        project_.reset();
        folder_.reset();
    }

    void aRunIsFoundByNumberNameOrLast() {
        make("one");
        make("two");
        QCOMPARE(must(findRun(*project_, "1")).name, std::string("one"));
        QCOMPARE(must(findRun(*project_, "two")).run, 2);
        QCOMPARE(must(findRun(*project_, "last")).run, 2);
        QCOMPARE(must(findRun(*project_, "2")).steps, 30);
        QCOMPARE(must(findRun(*project_, "2")).recipe["name"].string(), std::string("two"));
        make("one");
        QCOMPARE(findRun(*project_, "one").error().line(),
                 project_->path().string() + ": 2 runs are called \"one\"; give the number of one: 1, 3");
    }

    void noSuchRunSaysWhatThereIs() {
        const std::string path = project_->path().string();
        QCOMPARE(findRun(*project_, "last").error().line(),
                 path + ": there is no run last; there are no runs yet");
        make("one");
        QCOMPARE(findRun(*project_, "7").error().line(),
                 path + ": there is no run 7; give a run's number (1 to 1), its name, or last");
        for (const char* odd : {"", "0", "-1", "99999999999999999999", "1x", "last "})
            QVERIFY(!findRun(*project_, odd).has_value());
        QVERIFY(!setNote(*project_, 7, "x").has_value());
        QVERIFY(!setTags(*project_, 7, {"x"}).has_value());
        QVERIFY(!deleteRun(*project_, 7).has_value());
    }

    void namesNotesAndTagsCanBeChanged() {
        make("one");
        must(setName(*project_, 1, "better"));
        must(setNote(*project_, 1, "two\nlines"));
        must(setTags(*project_, 1, {"b", "a", "b"}));
        RunRow row = must(findRun(*project_, "better"));
        QCOMPARE(row.note, std::string("two\nlines"));
        QCOMPARE(row.tags, (std::vector<std::string>{"a", "b"}));
        must(setTags(*project_, 1, {}));
        QVERIFY(must(listRuns(*project_))[0].tags.empty());
        for (const char* bad : {"", "12", "last", "a\nb", " a"})
            QVERIFY(!setName(*project_, 1, bad).has_value());
        QVERIFY(!setTags(*project_, 1, {""}).has_value());
        QVERIFY(!createRun(*project_, Json::object({{"name", "12"}})).has_value());
    }

    void aDeletedRunsNumberIsNotUsedAgain() {
        make("one");
        make("two");
        {
            Recorder recorder = must(Recorder::begin(*project_, 2));
            for (int step = 1; step <= 6000; ++step) must(recorder.step(step, {{"loss", 1}}, 0));
            must(recorder.snapshot(3, 0, {{"prompt", {1}, {1}}}, {}));
            must(recorder.evaluation(3, "d/test", 1, {{"accuracy", 1}}, {{0, "a", "a", {}}}, true));
            must(recorder.save({3, {{"prompt", {1}, {1}}}, Json()}));
            QVERIFY(!deleteRun(*project_, 2).has_value());
            must(recorder.state(RunState::Stopped));
        }
        must(deleteRun(*project_, 2));
        QVERIFY(!findRun(*project_, "2").has_value());
        QVERIFY(!findRun(*project_, "two").has_value());
        QVERIFY(!Recorder::begin(*project_, 2).has_value());
        QVERIFY(!setName(*project_, 2, "again").has_value());
        QCOMPARE(must(listRuns(*project_)).size(), std::size_t(1));
        QCOMPARE(make("three"), 3);
        must(purge(project_->database(), 60));
        QCOMPARE(must(project_->database().integer("SELECT count(*) FROM metric")),
                 6001);  // kept for a while
        must(removeForGood(*project_, 2));
        must(purge(project_->database(), 60));  // what was left for later
        for (const char* table : {"metric", "snapshot", "snapshot_tensor", "evaluation", "prediction",
                                  "resume_state", "resume_tensor", "run_summary", "curve"})
            QCOMPARE(must(project_->database().integer("SELECT count(*) FROM " + std::string(table))), 0);
        QCOMPARE(must(project_->database().integer("SELECT count(*) FROM run")), 2);
    }

    void aDeletedRunComesBackWhole() {
        make("one");
        make("two");
        {
            Recorder recorder = must(Recorder::begin(*project_, 2));
            for (int step = 1; step <= 300; ++step) must(recorder.step(step, {{"loss", 1}}, 0));
            must(recorder.save({300, {{"prompt", {1}, {1}}}, Json()}));
            must(recorder.state(RunState::Finished));
        }
        must(setTags(*project_, 2, {"kept"}));
        must(deleteRun(*project_, 2));
        must(deleteRun(*project_, 1));
        QVERIFY(must(listRuns(*project_)).empty());
        const auto path = project_->path();
        project_.reset();  // what is taken out at the end of a session is not this
        project_.emplace(must(Project::open(path)));
        const auto deleted = must(deletedRuns(*project_));
        QCOMPARE(deleted.size(), std::size_t(2));
        QCOMPARE(must(findDeletedRun(*project_, "two")).run, 2);
        QCOMPARE(must(findDeletedRun(*project_, "2")).step, 300);
        QVERIFY(must(findDeletedRun(*project_, "1")).deleted.starts_with("20"));
        QVERIFY(!restoreRun(*project_, 3).has_value());
        must(restoreRun(*project_, 2));
        QVERIFY(!restoreRun(*project_, 2).has_value());
        QVERIFY(!removeForGood(*project_, 2).has_value());
        QVERIFY(findDeletedRun(*project_, "2").error().line().find("there is no deleted run 2") !=
                std::string::npos);
        const RunRow row = must(findRun(*project_, "two"));
        QCOMPARE(row.tags, std::vector<std::string>{"kept"});
        QCOMPARE(row.safeStep, 300);
        QCOMPARE(must(curve(*project_, 2, "loss")).size(), std::size_t(300));
        QVERIFY(Recorder::begin(*project_, 2).has_value());
    }

    void whatWasDeletedLongAgoGoes() {
        make("old");
        make("new");
        must(deleteRun(*project_, 1));
        must(deleteRun(*project_, 2));
        must(project_->database().script("UPDATE run SET deleted = deleted - 31 * 86400 WHERE run = 1"));
        must(purge(project_->database(), 60));
        QCOMPARE(must(project_->database().integer("SELECT count(*) FROM run")), 1);
        must(restoreRun(*project_, 2));
    }

    void deletedRunsOfOneNameAreToldApartByNumber() {
        make("same");
        make("same");
        must(deleteRun(*project_, 1));
        must(deleteRun(*project_, 2));
        QVERIFY(!findDeletedRun(*project_, "same").has_value());
        QVERIFY(findDeletedRun(*project_, "last").has_value());
    }

    void theLogKeepsItsOrder() {
        make("one");
        for (int i = 1; i <= 5; ++i)
            must(addLog(*project_, "info", "line " + std::to_string(i), i == 5 ? 1 : 0));
        const auto rows = must(logRows(*project_, 2));
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(rows[0].text, std::string("line 4"));
        QCOMPARE(rows[1].run, 1);
        QCOMPARE(rows[1].level, std::string("info"));
    }

    void recipesAreSavedUnderTheirNames() {
        must(saveRecipe(*project_, "b", Json::object({{"x", 1}})));
        must(saveRecipe(*project_, "a", Json::object({{"x", 2}})));
        must(saveRecipe(*project_, "b", Json::object({{"x", 3}})));
        const auto all = must(savedRecipes(*project_));
        QCOMPARE(all.size(), std::size_t(2));
        QCOMPARE(all[0].first, std::string("a"));
        QCOMPARE(all[1].second["x"].toInteger(), 3);
        QVERIFY(!saveRecipe(*project_, "", Json()).has_value());
    }
};

QTEST_GUILESS_MAIN(TestRuns)
#include "test_runs.moc"
