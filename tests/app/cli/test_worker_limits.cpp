// SPDX-License-Identifier: Apache-2.0
// What a worker may not do: take more memory than it was given (it says so and the run goes on later to the
// same bits), open a connection, leave its network open while it trains.
#include <QtTest>

#include "tests/support/tiny_families.h"
#include "tests/support/tried.h"

using namespace lathe;
using lathe::test::TinyFamilies;

class TestWorkerLimits : public QObject {
    Q_OBJECT
    TinyFamilies tiny_;

  private Q_SLOTS:
    void aRunEndsAtItsMemoryLimitWithAReason() {
        const QString recipe = tiny_.recipe("gpt2", "prompt_tuning");
        const QString whole = tiny_.project("whole.lathe");
        QCOMPARE(tiny_.run({"train", whole, recipe, "--progress", "none"}).code, 0);
        const std::string expected = TinyFamilies::contents(whole);
        int refused = 0, done = 0, count = 0;
        // From what no program can start its work with to what is plenty.
        std::vector<int> limits = {1, 16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 256, 384, 2048};
        if (tests::soak()) {
            limits.clear();
            for (int mib = 1; mib < 400; mib += 2) limits.push_back(mib);
            limits.push_back(2048);
        }
        for (const int mib : limits) {
            const QString file = tiny_.project(QString("limit-%1.lathe").arg(mib));
            const auto said = tiny_.run(
                {"train", file, recipe, "--progress", "none", "--memory-limit", QString("%1M").arg(mib)});
            ++count;
            const QByteArray words = (QString("%1 MiB: %2 ").arg(mib).arg(said.code) + said.error).toUtf8();
            if (said.code == 0) {
                ++done;
            } else {
                ++refused;
                QVERIFY2(said.code == 1 && said.error.contains("not enough memory") &&
                             said.error.contains("--memory-limit") && said.error.count('\n') == 1,
                         words);
                const auto project = Project::open(file.toStdString());
                QVERIFY(project);
                const auto runs = listRuns(*project);
                QVERIFY(runs && runs->size() == 1);
                const auto again = tiny_.run({"resume", file, "1", "--progress", "none"});
                QVERIFY2(again.code == 0, words + qPrintable(again.error));
            }
            QVERIFY2(TinyFamilies::contents(file) == expected, words);
        }
        tests::tried("worker", "memory limits (" + std::to_string(refused) + " ended the run)", count);
        QVERIFY(refused > 0 && done > 0);
    }

    void limitsAreSizes() {
        const QString recipe = tiny_.recipe("gpt2", "prompt_tuning");
        const QString file = tiny_.project("sizes.lathe");
        for (const char* bad : {"much", "-1", "1.5.G", ""})
            QCOMPARE(tiny_.run({"train", file, recipe, "--memory-limit", bad}).code, 2);
        QVERIFY(tiny_.run({"resume", "--help"}).out.contains("--memory-limit"));
        QVERIFY(tiny_.run({"sweep", "--help"}).out.contains("--memory-limit"));
    }

    void nothingIsAskedOfTheNetworkWhileItTrains() {
        const QString recipe = tiny_.recipe("gpt2", "prompt_tuning", {{"training.steps", 1000000}});
        const QString file = tiny_.project("network.lathe");
        QProcess worker;
        worker.setProcessEnvironment(tiny_.environment());
        worker.start(LATHE_CLI, {"train", file, recipe, "--progress", "jsonl"});
        QByteArray told;
        while (!told.contains("\"step\": 5,") && worker.state() != QProcess::NotRunning &&
               worker.waitForReadyRead(20000))
            told += worker.readAllStandardOutput();
        QVERIFY2(told.contains("\"step\": 5,"), worker.readAllStandardError());
        // Each of its threads: connections are refused, and no socket of the internet's is open.
        const QString process = QString("/proc/%1").arg(worker.processId());
        const auto threads = QDir(process + "/task").entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QVERIFY(!threads.isEmpty());
        for (const QString& thread : threads) {
            QFile status(process + "/task/" + thread + "/status");
            QVERIFY(status.open(QIODevice::ReadOnly));
            QVERIFY2(status.readAll().contains("Seccomp:\t2"), qPrintable(thread));
        }
        int sockets = 0;
        for (const QFileInfo& open : QDir(process + "/fd").entryInfoList(QDir::Files | QDir::System))
            if (open.symLinkTarget().contains("socket:")) ++sockets;
        QCOMPARE(sockets, 0);
        worker.kill();
        worker.waitForFinished();
        tests::tried("worker", "threads without a network", threads.size());
    }
};

QTEST_GUILESS_MAIN(TestWorkerLimits)
#include "test_worker_limits.moc"
