// SPDX-License-Identifier: Apache-2.0
// Workers that are killed, crashed, stopped for a while or starved of memory at moments drawn at random, also
// twice in a row: resumed, each ends bit for bit where the undisturbed run ended. Three methods on three
// families, with accumulation, dropout, evaluations and snapshots.
#include <signal.h>
#include <sys/resource.h>

#include <QtTest>

#include "core/base/random.h"
#include "tests/support/tiny_families.h"
#include "tests/support/tried.h"

using namespace lathe;
using lathe::test::TinyFamilies;

class TestWorkerEnds : public QObject {
    Q_OBJECT
    TinyFamilies tiny_;
    const Random random_{20261125, "ends"};
    std::uint64_t drawn_ = 0;
    int kills_ = 0, crashes_ = 0, stops_ = 0, starved_ = 0, whole_ = 0;

    std::uint64_t draw(std::uint64_t below) { return random_.below(drawn_++, below); }

    /// Starts the worker, and ends it in the way drawn once it told of `step` steps (or at once where 0).
    /// True: it came to its own end, done.
    bool endedItself(const QStringList& arguments, int step) {
        QProcess process;
        process.setProcessEnvironment(tiny_.environment());
        process.start(LATHE_CLI, arguments + QStringList{"--progress", "jsonl"});
        if (!process.waitForStarted()) qFatal("promptlathe-cli does not start");
        QByteArray told;
        const QByteArray wanted = "\"step\": " + QByteArray::number(step) + ",";
        while (step > 0 && process.state() == QProcess::Running && !told.contains(wanted)) {
            process.waitForReadyRead(200);
            told += process.readAllStandardOutput();
        }
        // Within the step that follows, somewhere; at step 0 within the start.
        QTest::qSleep(static_cast<int>(step == 0 ? draw(500) : draw(8)));
        const auto pid = static_cast<pid_t>(process.processId());
        if (pid > 0) switch (draw(8)) {
                case 0:
                case 1:
                    ::kill(pid, SIGSEGV);
                    ++crashes_;
                    break;
                case 2: {  // it stands still, and goes on
                    ::kill(pid, SIGSTOP);
                    QTest::qSleep(30);
                    ::kill(pid, SIGCONT);
                    ++stops_;
                    break;
                }
                case 3: {  // no more memory than it has
                    const rlimit none{1 << 20, 1 << 20};
                    ::prlimit(pid, RLIMIT_AS, &none, nullptr);
                    ++starved_;
                    break;
                }
                default:
                    ::kill(pid, SIGKILL);
                    ++kills_;
            }
        while (process.state() == QProcess::Running) {
            process.waitForReadyRead(200);
            told += process.readAllStandardOutput();
            process.waitForFinished(0);
        }
        return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    }

  private Q_SLOTS:
    void anEndAtAnyMomentChangesNothing_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("method");
        for (const char* family : TinyFamilies::kFamilies)
            for (const char* method : TinyFamilies::kMethods)
                QTest::addRow("%s, %s", method, family) << QString(family) << QString(method);
    }
    void anEndAtAnyMomentChangesNothing() {
        QFETCH(QString, family);
        QFETCH(QString, method);
        constexpr int kSteps = 60;
        const QString recipe = tiny_.recipe(family, method, {{"optimizer.accumulate", 2}});
        const QString whole = tiny_.project(family + method + ".lathe");
        const auto undisturbed = tiny_.run({"train", whole, recipe, "--progress", "none"});
        QVERIFY2(undisturbed.code == 0, qPrintable(undisturbed.error));
        const std::string expected = TinyFamilies::contents(whole);
        QVERIFY(expected.starts_with("state "));
        const int times = tests::soak() ? 60 : 4;
        for (int i = 0; i < times; ++i) {
            const QString file = tiny_.project(QString("%1%2-%3.lathe").arg(family, method).arg(i));
            bool done = false;
            // The first trial begins with the first step, the second with the last; the others anywhere.
            int step = i == 0 ? 0 : i == 1 ? kSteps : static_cast<int>(draw(kSteps));
            for (int ends = 0; ends < 2 && !done; ++ends) {
                const auto project = Project::open(file.toStdString(), Project::Access::ReadOnly);
                const bool begun = project && !listRuns(*project)->empty();
                const std::int64_t safe = begun ? findRun(*project, "1")->safeStep : -1;
                done =
                    endedItself(begun ? QStringList{"resume", file, "1"} : QStringList{"train", file, recipe},
                                std::max(step, static_cast<int>(safe) + 1));
                step = static_cast<int>(safe) + 1 + static_cast<int>(draw(kSteps));
                if (step > kSteps) step = kSteps;
            }
            if (!done) {
                const auto project = Project::open(file.toStdString(), Project::Access::ReadOnly);
                QVERIFY2(project, project ? "" : project.error().line().c_str());
                const auto runs = listRuns(*project);
                const bool begun = runs && !runs->empty();
                // Killed behind its last word, there is nothing to resume.
                if (!begun || runs->front().state != RunState::Finished) {
                    const auto said =
                        tiny_.run(begun ? QStringList{"resume", file, "1", "--progress", "none"}
                                        : QStringList{"train", file, recipe, "--progress", "none"});
                    QVERIFY2(said.code == 0, qPrintable(said.error));
                }
            }
            const auto found = checkProject(file.toStdString());
            QVERIFY(found && found->empty());
            QVERIFY2(TinyFamilies::contents(file) == expected,
                     qPrintable(QString("trial %1 differs").arg(i)));
            ++whole_;
            QFile::remove(file);
        }
    }

    void cleanupTestCase() {
        tests::tried("worker", "killed", kills_);
        tests::tried("worker", "crashed", crashes_);
        tests::tried("worker", "stopped and continued", stops_);
        tests::tried("worker", "starved of memory", starved_);
        qInfo("%d runs ended with the bits of the undisturbed one", whole_);
    }
};

QTEST_GUILESS_MAIN(TestWorkerEnds)
#include "test_worker_ends.moc"
