// SPDX-License-Identifier: Apache-2.0
// What views ask of runs: extremes over blocks and the steps behind them, one example through training, a
// log.
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/project/recorder.h"
#include "core/project/run_views.h"
#include "tests/core/project/must.h"

using namespace lathe;

class TestRunViews : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    std::optional<Project> project_;

    std::int64_t make(const std::vector<double>& losses) {
        const std::int64_t run = must(
            createRun(*project_, Json::object({{"name", "r"}, {"training", Json::object({{"steps", 30}})}})));
        Recorder recorder = must(Recorder::begin(*project_, run));
        for (std::size_t i = 0; i < losses.size(); ++i)
            must(recorder.step(std::int64_t(i + 1), {{"loss", losses[i]}}, 0.1));
        return run;
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

    void extremesReachOverBlocksAndWhatFollowsThem() {
        std::vector<double> losses(700, 1.0);
        losses[10] = -3;  // in a complete block
        losses[690] = 8;  // behind the last one
        losses[300] = std::nan("");
        const std::int64_t longRun = make(losses), shortRun = make({2, 1.5, 4}), none = make({});
        const auto ranges = must(metricRanges(*project_, {longRun, shortRun, none}, "loss"));
        QCOMPARE(ranges.size(), std::size_t(2));
        QCOMPARE(ranges.at(longRun).low, -3.0);
        QCOMPARE(ranges.at(longRun).high, 8.0);
        QCOMPARE(ranges.at(shortRun).low, 1.5);
        QCOMPARE(ranges.at(shortRun).high, 4.0);
        QVERIFY(must(metricRanges(*project_, {longRun}, "accuracy")).empty());
    }

    void anExampleIsFollowedThroughTraining() {
        const std::int64_t run = make({1, 1, 1});
        {
            Recorder recorder = must(Recorder::begin(*project_, run));
            const auto say = [&](std::int64_t step, const char* answer) {
                must(recorder.evaluation(step, "d/validation", 2, {{"accuracy", 0.5}},
                                         {{4, "food", answer, {}}, {9, "plant", "plant", {}}}, false));
            };
            say(1, "plant");
            say(3, "food");
        }
        const auto answers = must(predictionsOfRow(*project_, run, "d/validation", 4));
        QCOMPARE(answers.size(), std::size_t(2));
        QCOMPARE(answers[0].step, 1);
        QCOMPARE(answers[0].prediction, std::string("plant"));
        QCOMPARE(answers[1].prediction, std::string("food"));
        QCOMPARE(answers[1].label, std::string("food"));
        QCOMPARE(must(predictedRows(*project_, run, "d/validation")), (std::vector<std::int64_t>{4, 9}));
        QVERIFY(must(predictedRows(*project_, run, "d/test")).empty());
    }

    void aRunsLogHoldsNoOtherRuns() {
        const std::int64_t one = make({1}), other = make({1});
        must(addLog(*project_, "info", "first", one));
        must(addLog(*project_, "info", "of the other", other));
        must(addLog(*project_, "warning", "step 3: second", one));
        must(addLog(*project_, "info", "of the project"));
        const auto rows = must(runLog(*project_, one));
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(rows[0].text, std::string("first"));
        QCOMPARE(rows[1].level, std::string("warning"));
        QCOMPARE(must(runLog(*project_, one, 1))[0].text, std::string("step 3: second"));
    }
};

QTEST_GUILESS_MAIN(TestRunViews)
#include "test_run_views.moc"
