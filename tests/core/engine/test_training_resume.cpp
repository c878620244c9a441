// SPDX-License-Identifier: Apache-2.0
// A run that ended anywhere goes on to the bits of a run that was never disturbed.
#include <QtTest/QtTest>

#include "tests/support/training_setup.h"

using namespace lathe;

namespace {

/// What stays of a run that is cut off after its last save at step `step`, followed by its continuation.
struct Whole {
    std::map<std::int64_t, double> losses, rates, norms;
    std::map<std::int64_t, std::map<std::string, double>> metrics;
    std::map<std::int64_t, TensorMap> prompts;
    void take(const Notebook& notebook, std::int64_t most) {
        for (const Stepped& step : notebook.steps)
            if (step.step <= most) {
                losses[step.step] = step.loss;
                rates[step.step] = step.learningRate;
                norms[step.step] = step.gradientNorm;
            }
        for (const auto& [step, evaluation] : notebook.evaluations)
            if (step <= most) metrics[step] = evaluation.metrics;
        for (const auto& [step, tensors] : notebook.snapshots)
            if (step <= most) prompts[step] = tensors;
    }
};

constexpr std::int64_t kAll = 1000000;

}  // namespace

class TestTrainingResume : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void goesOnToTheSameBitsFromEveryStep_data() {
        QTest::addColumn<QStringList>("settings");
        QTest::newRow("adamw, linear") << QStringList{};
        QTest::newRow("adafactor, warm-up") << QStringList{"optimizer.kind=adafactor", "optimizer.warmup=3"};
        QTest::newRow("accumulation, momentum") << QStringList{"optimizer.kind=sgd", "optimizer.momentum=0.9",
                                                               "optimizer.accumulate=3", "training.batch=3"};
        QTest::newRow("early stop") << QStringList{"training.early_stop=2", "training.evaluate_every=1"};
    }
    void goesOnToTheSameBitsFromEveryStep() {
        QFETCH(QStringList, settings);
        std::vector<std::string> all = {"training.checkpoint_seconds=0"};
        for (const QString& setting : settings) all.push_back(setting.toStdString());
        const Recipe recipe = smallRecipe(all);
        Notebook undisturbed;
        QVERIFY(train(smallInput(recipe), undisturbed));
        Whole expected;
        expected.take(undisturbed, kAll);
        QVERIFY(undisturbed.saves.size() > 6);
        for (const ResumeState& saved : undisturbed.saves) {
            // A state goes through text as it does in a project.
            ResumeState state = saved;
            state.counters = *Json::parse(saved.counters.dump());
            Notebook continued;
            const auto outcome = train(smallInput(recipe, state), continued);
            QVERIFY2(outcome, outcome ? "" : outcome.error().line().c_str());
            QVERIFY(outcome->state == RunState::Finished);
            if (!continued.steps.empty()) QCOMPARE(continued.steps.front().step, saved.step + 1);
            Whole whole;
            whole.take(undisturbed, saved.step);
            whole.take(continued, kAll);
            QCOMPARE(whole.losses, expected.losses);
            QCOMPARE(whole.rates, expected.rates);
            QCOMPARE(whole.norms, expected.norms);
            QCOMPARE(whole.metrics, expected.metrics);
            QCOMPARE(whole.prompts.size(), expected.prompts.size());
            for (const auto& [step, tensors] : expected.prompts)
                QVERIFY(same(whole.prompts.at(step), tensors));
            QVERIFY(same(continued.saves.back(), undisturbed.saves.back()));
        }
    }

    void aKillInTheMiddleOfAStepLosesNothing() {
        // Cut off inside each step's reporting: what is recorded of it is gone through again.
        const Recipe recipe = smallRecipe();
        Notebook undisturbed;
        QVERIFY(train(smallInput(recipe), undisturbed));
        for (std::int64_t kill = 1; kill <= 12; ++kill) {
            Notebook cut;
            cut.onStep = [&](std::int64_t step) -> Result<> {
                if (step == kill) return failed("killed");
                return {};
            };
            QVERIFY(!train(smallInput(recipe), cut));
            std::optional<ResumeState> state;
            if (!cut.saves.empty()) state = cut.saves.back();
            Notebook continued;
            QVERIFY(train(smallInput(recipe, state), continued));
            QVERIFY(same(continued.saves.back(), undisturbed.saves.back()));
        }
    }

    void aStopDuringAnEvaluationOwesIt() {
        const Recipe recipe = smallRecipe();
        Notebook undisturbed;
        QVERIFY(train(smallInput(recipe), undisturbed));
        Notebook stopped;
        // The first request after step 4 is asked for inside its evaluation.
        stopped.ask = [&, done = false](bool) mutable -> std::optional<Request> {
            if (stopped.steps.size() != 4 || done) return std::nullopt;
            done = true;
            return Request{Request::What::Stop, false};
        };
        const auto outcome = train(smallInput(recipe), stopped);
        QVERIFY(outcome);
        QVERIFY(outcome->state == RunState::Stopped);
        QCOMPARE(outcome->step, 4);
        QCOMPARE(stopped.evaluations.back().first, 0);
        Notebook continued;
        QVERIFY(train(smallInput(recipe, stopped.saves.back()), continued));
        QCOMPARE(continued.evaluations.front().first, 4);
        Whole expected, whole;
        expected.take(undisturbed, kAll);
        whole.take(stopped, 4);
        whole.take(continued, kAll);
        QCOMPARE(whole.losses, expected.losses);
        QCOMPARE(whole.metrics, expected.metrics);
        QVERIFY(same(continued.snapshots.back().second, undisturbed.snapshots.back().second));
    }

    void aFinishedRunHasNothingLeftToDo() {
        Notebook first, again;
        QVERIFY(train(smallInput(smallRecipe()), first));
        const auto outcome = train(smallInput(smallRecipe(), first.saves.back()), again);
        QVERIFY(outcome);
        QVERIFY(again.steps.empty());
        QVERIFY(again.snapshots.empty());
        QCOMPARE(outcome->bestStep, first.bests.back());
    }

    void moreStepsLengthenTheScheduleAndSaySo() {
        Notebook first, longer;
        QVERIFY(train(smallInput(smallRecipe()), first));
        TrainingInput input = smallInput(smallRecipe(), first.saves.back());
        input.steps = 20;
        QVERIFY(train(std::move(input), longer));
        QCOMPARE(longer.steps.front().step, 13);
        QCOMPARE(longer.steps.back().step, 20);
        QCOMPARE(longer.steps.front().learningRate, 0.05 * 8 / 20);
        QVERIFY(!longer.messages.empty());
        QVERIFY(longer.messages[0].find("step 20 instead of 12") != std::string::npos);
        TrainingInput fewer = smallInput(smallRecipe(), first.saves.back());
        fewer.steps = 5;
        QVERIFY(!train(std::move(fewer), longer));
    }

    void aStateThatDoesNotFitIsRefused() {
        Notebook first, again;
        QVERIFY(train(smallInput(smallRecipe()), first));
        const auto other = train(smallInput(smallRecipe({"method.tokens=5"}), first.saves.back()), again);
        QVERIFY(!other);
        ResumeState foreign = first.saves.back();
        foreign.counters.set("format", 99);
        QVERIFY(!train(smallInput(smallRecipe(), foreign), again));
        QVERIFY(!train(smallInput(smallRecipe({"optimizer.kind=adafactor"}), first.saves.back()), again));
    }
};

QTEST_GUILESS_MAIN(TestTrainingResume)
#include "test_training_resume.moc"
