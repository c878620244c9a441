// SPDX-License-Identifier: Apache-2.0
// Many short steps: memory, descriptors and the project's log stay where they are. 8,000 steps
// (PROMPTLATHE_SOAK: a million; PROMPTLATHE_STEPS: so many).
#include <QtTest>
#include <filesystem>

#include "core/project/project.h"
#include "tests/support/tiny_families.h"
#include "tests/support/tried.h"

using namespace lathe;
using lathe::test::TinyFamilies;
namespace fs = std::filesystem;

class TestLongRun : public QObject {
    Q_OBJECT
    TinyFamilies tiny_;

  private Q_SLOTS:
    void memoryDescriptorsAndTheLogStayWhereTheyAre() {
        const int steps = std::max(
            1000, qEnvironmentVariable("PROMPTLATHE_STEPS", tests::soak() ? "1000000" : "8000").toInt());
        const QString file = tiny_.project("long.lathe");
        const QString recipe = tiny_.recipe("gpt2", "prompt_tuning",
                                            {{"training.steps", steps},
                                             {"training.batch", 1},
                                             {"training.evaluate_every", steps / 40},
                                             {"training.snapshot_every", steps / 40},
                                             {"training.keep", "all"},
                                             {"training.checkpoint_seconds", 0.5}});
        QProcess worker;
        worker.setProcessEnvironment(tiny_.environment());
        worker.start(LATHE_CLI, {"train", file, recipe, "--progress", "none"});
        QVERIFY(worker.waitForStarted());
        const QString process = QString("/proc/%1/fd").arg(worker.processId());
        qsizetype most = 0, least = 1 << 20;
        std::uintmax_t longest = 0;
        int looks = 0;
        while (!worker.waitForFinished(100) && worker.state() == QProcess::Running) {
            std::error_code code;
            const auto log = fs::file_size(file.toStdString() + "-wal", code);
            if (!code) longest = std::max(longest, log);
            const auto open =
                QDir(process).entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot).size();
            // Behind the start, when all libraries and files are open; a look at the end sees files being
            // closed.
            if (++looks > 30 && open > 0) {
                most = std::max(most, open);
                least = std::min(least, open);
            }
        }
        QVERIFY2(worker.exitCode() == 0, worker.readAllStandardError());
        const auto project = Project::open(file.toStdString(), Project::Access::ReadOnly);
        QVERIFY(project);
        const auto points = curve(*project, 1, "resident_mib", 0, std::int64_t{1} << 40);
        QVERIFY(points && points->size() == static_cast<std::size_t>(steps));
        // The mean of a tenth of the run behind its first fifth, and of its last tenth.
        const auto mean = [&](std::size_t from, std::size_t to) {
            double sum = 0;
            for (std::size_t i = from; i < to; ++i) sum += (*points)[i].value;
            return sum / static_cast<double>(to - from);
        };
        const auto n = static_cast<std::size_t>(steps);
        const double early = mean(n / 5, n * 3 / 10), late = mean(n * 9 / 10, n);
        qInfo(
            "%d steps: %.1f MiB at 20%%, %.1f MiB at the end (%+.2f%%); -wal at most %.1f MiB; descriptors "
            "%lld to %lld",
            steps, early, late, 100 * (late / early - 1), static_cast<double>(longest) / (1 << 20),
            static_cast<long long>(least), static_cast<long long>(most));
        QVERIFY2(late < early * 1.01, "memory drifts");
        QVERIFY(longest < (std::uintmax_t{64} << 20));
        QVERIFY2(most - least <= 2, "descriptors drift");
        QVERIFY(!QFile::exists(file + "-wal"));
        QVERIFY(checkProject(file.toStdString())->empty());
        tests::tried("long", "steps", steps);
    }
};

QTEST_GUILESS_MAIN(TestLongRun)
#include "test_long_run.moc"
