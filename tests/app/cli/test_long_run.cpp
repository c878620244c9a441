// SPDX-License-Identifier: Apache-2.0
// Many short steps: memory, descriptors and the project's log stay where they are. 50,000 steps
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
            1000, qEnvironmentVariable("PROMPTLATHE_STEPS", tests::soak() ? "1000000" : "50000").toInt());
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
        std::vector<qsizetype> descriptors;
        std::uintmax_t longest = 0;
        while (!worker.waitForFinished(20) && worker.state() == QProcess::Running) {
            std::error_code code;
            const auto log = fs::file_size(file.toStdString() + "-wal", code);
            if (!code) longest = std::max(longest, log);
            descriptors.push_back(
                QDir(process).entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot).size());
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
        // Snapshots and saved states open and close files: what is held is the most that is seen in a third
        // of the run.
        QVERIFY2(descriptors.size() > 30, qPrintable(QString::number(descriptors.size())));
        const auto third = static_cast<std::ptrdiff_t>(descriptors.size() / 3);
        const auto middle = *std::max_element(descriptors.begin() + third, descriptors.begin() + 2 * third);
        const auto last = *std::max_element(descriptors.begin() + 2 * third, descriptors.end());
        qInfo(
            "%d steps: %.1f MiB at 20%%, %.1f MiB at the end (%+.2f%%); -wal at most %.1f MiB; descriptors "
            "at most "
            "%lld, then %lld",
            steps, early, late, 100 * (late / early - 1), static_cast<double>(longest) / (1 << 20),
            static_cast<long long>(middle), static_cast<long long>(last));
        QVERIFY2(late < early * 1.01, "memory drifts");
        QVERIFY(longest < (std::uintmax_t{64} << 20));
        QVERIFY2(middle > 0 && last <= middle + 1, "descriptors drift");
        QVERIFY(!QFile::exists(file + "-wal"));
        QVERIFY(checkProject(file.toStdString())->empty());
        tests::tried("long", "steps", steps);
    }
};

QTEST_GUILESS_MAIN(TestLongRun)
#include "test_long_run.moc"
