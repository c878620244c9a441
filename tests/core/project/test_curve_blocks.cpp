// SPDX-License-Identifier: Apache-2.0
// A curve's blocks of 256 steps hold each step once, also where a step failed and was tried again, and where
// a run went on behind an evaluation that was cut short.
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

#include "core/project/database.h"
#include "core/project/recorder.h"
#include "tests/core/project/faulty_disk.h"
#include "tests/core/project/must.h"

using namespace lathe;

class TestCurveBlocks : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    Project made(const char* name) const {
        Project project = must(Project::create(std::filesystem::path(folder_.path().toStdString()) / name));
        must(createRun(project, Json::object({{"name", "a"}})));
        return project;
    }
    /// "points minimum maximum mean" of each block of a metric.
    static std::string blocks(Project& project, std::string_view name) {
        std::string out;
        must(project.database().each(
            "SELECT block || ': ' || points || ' ' || quote(minimum) || ' ' || quote(maximum) || ' ' || "
            "quote(mean) FROM curve WHERE name = ?1 ORDER BY block",
            [&](const Statement& row) { out += row.text(0) + "\n"; }, name));
        return out;
    }
    static void steps(Recorder& recorder, std::int64_t from, std::int64_t to) {
        for (std::int64_t step = from; step <= to; ++step)
            must(recorder.step(step, {{"loss", 1.0 / static_cast<double>(step)}}, 0));
    }

  private Q_SLOTS:
    void initTestCase() { FaultyDisk::install(); }

    void aStepThatIsTriedAgainCountsOnce() {
        Project straight = made("straight.lathe");
        {
            Recorder recorder = must(Recorder::begin(straight, 1));
            steps(recorder, 1, 300);
        }
        Project tried = made("tried.lathe");
        {
            Recorder recorder = must(Recorder::begin(tried, 1));
            steps(recorder, 1, 199);
            // In the block, and at the step that completes it.
            for (const std::int64_t step : {200, 256}) {
                FaultyDisk::install().failAt(1, FaultyDisk::Fault::Fail, FaultyDisk::Call::Write);
                for (int attempt = 0; attempt < 3; ++attempt)
                    QVERIFY(!recorder.step(step, {{"loss", 1.0 / static_cast<double>(step)}}, 0));
                QVERIFY(FaultyDisk::install().struck());
                FaultyDisk::install().heal();
                steps(recorder, step, step == 200 ? 255 : 300);
            }
        }
        QVERIFY(blocks(straight, "loss").starts_with("0: 255 "));
        QCOMPARE(blocks(tried, "loss"), blocks(straight, "loss"));
    }

    void aRunThatGoesOnBehindAnEvaluationKeepsThatStep() {
        const auto evaluate = [](Recorder& recorder) {
            must(recorder.evaluation(200, "a/validation", 1, {{"accuracy", 0.5}}, {}, true));
        };
        Project straight = made("whole.lathe");
        {
            Recorder recorder = must(Recorder::begin(straight, 1));
            steps(recorder, 1, 200);
            evaluate(recorder);
            steps(recorder, 201, 300);
        }
        Project cut = made("cut.lathe");
        {
            Recorder recorder = must(Recorder::begin(cut, 1));
            steps(recorder, 1, 200);
            must(recorder.save({200, {}, Json::object()}));
        }
        {  // its evaluation is the first thing that it does
            Recorder recorder = must(Recorder::begin(cut, 1));
            QVERIFY(must(recorder.resumeState()));
            evaluate(recorder);
            steps(recorder, 201, 300);
        }
        QVERIFY(blocks(straight, "loss").starts_with("0: 255 "));
        QCOMPARE(blocks(cut, "loss"), blocks(straight, "loss"));
        QCOMPARE(blocks(cut, "validation.accuracy"), blocks(straight, "validation.accuracy"));
    }
};

QTEST_GUILESS_MAIN(TestCurveBlocks)
#include "test_curve_blocks.moc"
