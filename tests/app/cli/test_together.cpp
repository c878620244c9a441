// SPDX-License-Identifier: Apache-2.0
// Several at one project: workers on runs of their own, two on the same run, a window that writes and reads,
// verbs that delete and copy meanwhile. Nobody's rows are lost, and who has to stay out is told.
#include <QtTest>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/project/database.h"
#include "core/project/project.h"
#include "tests/support/tiny_families.h"
#include "tests/support/tried.h"

using namespace lathe;
using lathe::test::TinyFamilies;

class TestTogether : public QObject {
    Q_OBJECT
    TinyFamilies tiny_;
    int tried_ = 0;

    std::unique_ptr<QProcess> started(const QStringList& arguments) const {
        auto process = std::make_unique<QProcess>();
        process->setProcessEnvironment(tiny_.environment());
        process->start(LATHE_CLI, arguments);
        if (!process->waitForStarted()) qFatal("promptlathe-cli does not start");
        return process;
    }
    static bool until(const std::function<bool()>& holds) {
        for (int i = 0; i < 600 && !holds(); ++i) QTest::qSleep(20);
        return holds();
    }
    static std::vector<RunRow> runsOf(const QString& file) {
        const auto project = Project::open(file.toStdString(), Project::Access::ReadOnly);
        return project ? listRuns(*project).value_or(std::vector<RunRow>()) : std::vector<RunRow>();
    }

  private Q_SLOTS:
    void cleanupTestCase() { tests::tried("together", "programs at one project", tried_); }

    void workersAWindowAndVerbsShareAProject() {
        const int rounds = tests::soak() ? 20 : 1;
        for (int round = 0; round < rounds; ++round) {
            const QString file = tiny_.project(QString("shared-%1.lathe").arg(round));
            const QString recipe = tiny_.recipe("gpt2", "prompt_tuning", {{"training.steps", 400}});
            const QString alone = tiny_.project(QString("alone-%1.lathe").arg(round));
            QCOMPARE(tiny_.run({"train", alone, recipe, "--progress", "none"}).code, 0);
            std::vector<std::unique_ptr<QProcess>> workers;
            for (int i = 0; i < 3; ++i)
                workers.push_back(started({"train", file, recipe, "--progress", "none"}));
            tried_ += 3;
            // A window: writes notes and reads curves all the while.
            auto window = Project::open(file.toStdString());
            QVERIFY(window);
            ++tried_;
            int notes = 0;
            const auto anyRuns = [&] {
                return std::any_of(workers.begin(), workers.end(),
                                   [](const auto& worker) { return worker->state() == QProcess::Running; });
            };
            int turn = 0;
            while (anyRuns()) {
                const auto runs = listRuns(*window);
                QVERIFY2(runs, runs ? "" : runs.error().line().c_str());
                for (const RunRow& run : *runs) {
                    const auto noted = setNote(*window, run.run, "note " + std::to_string(++notes));
                    QVERIFY2(noted, noted ? "" : noted.error().line().c_str());
                    QVERIFY(curve(*window, run.run, "loss"));
                }
                if (++turn == 3) {
                    QCOMPARE(
                        tiny_.run({"backup", file, tiny_.path(QString("copy-%1.lathe").arg(round))}).code, 0);
                    ++tried_;
                }
                for (const auto& worker : workers) worker->waitForFinished(10);
            }
            for (const auto& worker : workers)
                QVERIFY2(worker->exitCode() == 0, worker->readAllStandardError());
            QVERIFY(checkProject(file.toStdString())->empty());
            QVERIFY(checkProject(tiny_.path(QString("copy-%1.lathe").arg(round)).toStdString())->empty());
            for (int run = 1; run <= 3; ++run)
                QVERIFY(TinyFamilies::contents(file, run) == TinyFamilies::contents(alone));
        }
    }

    void theSecondWorkerOfARunIsToldWhoHasIt() {
        const QString file = tiny_.project("same.lathe");
        const QString recipe = tiny_.recipe("gpt2", "prompt_tuning", {{"training.steps", 1000000}});
        const auto first = started({"train", file, recipe, "--progress", "none"});
        QVERIFY(until([&] { return !runsOf(file).empty() && runsOf(file)[0].step > 5; }));
        for (const QStringList& second : {QStringList{"resume", file, "1"},
                                          {"resume", file, "last", "--steps", "7"},
                                          {"delete", file, "1"}}) {
            const auto said = tiny_.run(second);
            ++tried_;
            QCOMPARE(said.code, 1);
            QVERIFY2(
                said.error.contains(QString::number(first->processId())) || said.error.contains("running"),
                qPrintable(said.error));
        }
        QCOMPARE(tiny_.run({"stop", file, "1"}).code, 0);
        QVERIFY(first->waitForFinished() || first->state() == QProcess::NotRunning);
        QCOMPARE(first->exitCode(), 0);
        QVERIFY(runsOf(file)[0].state == RunState::Stopped);
        QVERIFY(checkProject(file.toStdString())->empty());
    }

    void twoThatMakeTheSameProjectMakeOne() {
        for (int i = 0; i < 12; ++i) {
            const QString file = tiny_.path(QString("race-%1.lathe").arg(i));
            auto one = started({"new", file}), two = started({"new", file});
            tried_ += 2;
            one->waitForFinished();
            two->waitForFinished();
            QCOMPARE((one->exitCode() == 0) + (two->exitCode() == 0), 1);
            QVERIFY(checkProject(file.toStdString())->empty());
        }
    }

    void twoThatBringAnOlderProjectForwardDoItOnce() {
        for (int i = 0; i < 3; ++i) {
            const QString file = tiny_.path(QString("old-%1.lathe").arg(i));
            {
                auto database = Database::open(file.toStdString(), {.write = true, .create = true});
                const auto frozen = readFile(std::string(LATHE_FIXTURES) + "/project/schema-001.sql");
                QVERIFY(database && frozen && (*database)->script(*frozen));
            }
            std::vector<std::unique_ptr<QProcess>> readers;
            for (int k = 0; k < 4; ++k) readers.push_back(started({"runs", file}));
            tried_ += 4;
            for (const auto& reader : readers) {
                reader->waitForFinished();
                QVERIFY2(reader->exitCode() == 0, reader->readAllStandardError());
            }
            QVERIFY(checkProject(file.toStdString())->empty());
            QVERIFY(checkProject((file + ".schema-1.backup").toStdString())->empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestTogether)
#include "test_together.moc"
