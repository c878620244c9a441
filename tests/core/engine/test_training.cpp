// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include <set>

#include "core/engine/training/choosing.h"
#include "core/engine/training/loss_statistics.h"
#include "core/engine/training/row_order.h"
#include "core/engine/training/update_batches.h"
#include "core/engine/training/update_step.h"
#include "tests/support/training_setup.h"

using namespace lathe;

namespace {

Request asked(Request::What what, bool keepBest = false) {
    return Request{what, keepBest};
}

/// Asks for something once, when the run has done `step` steps.
std::function<std::optional<Request>(bool)> once(Notebook& notebook, std::size_t step, Request request) {
    auto done = std::make_shared<bool>(false);
    return [&notebook, step, request, done](bool) -> std::optional<Request> {
        if (*done || notebook.steps.size() != step) return std::nullopt;
        *done = true;
        return request;
    };
}

std::vector<std::int64_t> stepsOf(const std::vector<std::pair<std::int64_t, TensorMap>>& snapshots) {
    std::vector<std::int64_t> steps;
    for (const auto& [step, tensors] : snapshots) steps.push_back(step);
    return steps;
}

}  // namespace

class TestTraining : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void anEpochTakesEachRowOnce() {
        RowOrder order(10, 3);
        OrderPosition position;
        std::vector<std::vector<std::int64_t>> epochs;
        for (int epoch = 0; epoch < 3; ++epoch) {
            std::vector<std::int64_t> rows;
            for (const std::size_t size : {4U, 4U, 2U}) {
                const auto taken = order.take(position, 4);
                QCOMPARE(taken.size(), size);
                QCOMPARE(position.epoch, epoch);
                rows.insert(rows.end(), taken.begin(), taken.end());
            }
            QCOMPARE(std::set<std::int64_t>(rows.begin(), rows.end()).size(), 10U);
            epochs.push_back(rows);
        }
        QVERIFY(epochs[0] != epochs[1] && epochs[1] != epochs[2]);
        // From the position alone, in a new process.
        RowOrder again(10, 3);
        OrderPosition middle{1, 4};
        const auto taken = again.take(middle, 4);
        QVERIFY(std::equal(taken.begin(), taken.end(), epochs[1].begin() + 4));
    }

    void epochsBecomeSteps() {
        QCOMPARE(stepsInAll(smallRecipe(), 30), 12);
        Json json = smallRecipe().json();
        QVERIFY(setOption(json, "training.epochs=3", catalogue()));
        json.at("training");
        Json training = json["training"];
        training.erase("steps");
        json.set("training", training);
        const auto recipe = checkRecipe(json, catalogue());
        QVERIFY2(recipe, recipe ? "" : recipe.error().line().c_str());
        QCOMPARE(stepsInAll(*recipe, 30), 24);  // 8 steps an epoch, the last of 2 rows
        QCOMPARE(stepsInAll(*recipe, 1), 3);
    }

    void weightsAreOneOverTheLabelledTokensOfTheUpdate() {
        auto rows = smallRows(5, 1);
        for (EncodedRow& row : rows) row.answers = {{5, 8, 9}}, row.truth = 0;
        rows[4].answers = {{5}};
        const std::vector<std::int64_t> taken = {0, 4, 2};
        const UpdateBatches tokens = updateBatches(rows, taken, 2, false);
        QCOMPARE(tokens.batches.size(), 2U);
        QCOMPARE(tokens.batches[0].rows.size(), 2U);
        for (const PackedBatch& batch : tokens.batches)
            for (const float weight : batch.weights) QCOMPARE(weight, 1.0F / 7);
        const UpdateBatches sentences = updateBatches(rows, taken, 2, true);
        QCOMPARE(sentences.batches[1].weights[0], 1.0F / 3);
        std::int64_t hard = 7;
        for (const auto index : taken)
            hard += static_cast<std::int64_t>(rows[static_cast<std::size_t>(index)].context.size()) - 4;
        QCOMPARE(tokens.tokens, hard);
    }

    void theToysGradientIsExact() {
        FakeBackbone backbone;
        const auto rows = smallRows(6, 4);
        const std::vector<std::int64_t> taken = {0, 1, 2, 3, 4, 5};
        const PackedBatch batch = updateBatches(rows, taken, 8, false).batches[0];
        HostTensor prompt{"prompt", {4, 8}, {}};
        for (int i = 0; i < 32; ++i) prompt.data.push_back(0.1F * static_cast<float>(i % 7) - 0.3F);
        for (const auto& options : {LossOptions{}, LossOptions{{5, 6, 7}, 0.0}, LossOptions{{}, 0.01}}) {
            const auto exact = backbone.step(batch, {prompt}, options, true);
            for (const std::size_t i : {0U, 13U, 31U}) {
                HostTensor up = prompt, down = prompt;
                up.data[i] += 1e-2F;
                down.data[i] -= 1e-2F;
                const double slope = (backbone.step(batch, {up}, options, false)->loss -
                                      backbone.step(batch, {down}, options, false)->loss) /
                                     2e-2;
                QVERIFY(std::abs(slope - exact->gradient[0].data[i]) < 1e-3);
            }
        }
    }

    void learns() {
        const Recipe recipe =
            smallRecipe({"training.steps=60", "training.batch=10", "optimizer.learning_rate=0.3"});
        Notebook notebook;
        const auto outcome = train(smallInput(recipe), notebook);
        QVERIFY2(outcome, outcome ? "" : outcome.error().line().c_str());
        QCOMPARE(outcome->step, 60);
        QVERIFY(outcome->state == RunState::Finished);
        QVERIFY(notebook.steps.back().loss < 0.7 * notebook.steps.front().loss);
        QCOMPARE(notebook.states.front(), RunState::Running);
        QCOMPARE(notebook.states.back(), RunState::Finished);
        QCOMPARE(outcome->metrics.at("loss"), notebook.steps.back().loss);
        QVERIFY(outcome->metrics.contains("validation.accuracy"));
        QCOMPARE(outcome->bestStep, notebook.bests.back());
        QVERIFY(notebook.steps.front().tokensASecond > 0);
        QVERIFY(notebook.steps.front().residentMib > 1);
    }

    void tellsStepsEvaluationsAndSnapshotsWhenTheyAreDue() {
        Notebook notebook;
        QVERIFY(train(smallInput(smallRecipe({"training.steps=10"})), notebook));
        QCOMPARE(notebook.steps.size(), 10U);
        QCOMPARE(notebook.steps[3].step, 4);
        QCOMPARE(notebook.steps[3].steps, 10);
        QCOMPARE(notebook.steps[0].learningRate, 0.05);
        std::vector<std::int64_t> evaluated;
        for (const auto& [step, evaluation] : notebook.evaluations) evaluated.push_back(step);
        QCOMPARE(evaluated, (std::vector<std::int64_t>{0, 4, 8, 10}));
        std::set<std::int64_t> due = {0, 3, 6, 9, 10};
        due.insert(notebook.bests.begin(), notebook.bests.end());
        QCOMPARE(stepsOf(notebook.snapshots), (std::vector<std::int64_t>(due.begin(), due.end())));
        QCOMPARE(notebook.drifts[0], 0.0);
        QVERIFY(notebook.drifts[1] > 0);
        QCOMPARE(notebook.saves.size(), due.size());
        QCOMPARE(notebook.saves.back().step, 10);
    }

    void neverMeansNever() {
        Notebook notebook;
        QVERIFY(train(smallInput(smallRecipe({"training.evaluate_every=0", "training.snapshot_every=0"})),
                      notebook));
        QVERIFY(notebook.evaluations.empty());
        QCOMPARE(stepsOf(notebook.snapshots), (std::vector<std::int64_t>{12}));
    }

    void theSameSeedGivesTheSameBits() {
        Notebook first, second, other;
        QVERIFY(train(smallInput(smallRecipe()), first));
        QVERIFY(train(smallInput(smallRecipe({"training.checkpoint_seconds=0"})), second));
        QVERIFY(train(smallInput(smallRecipe({"training.seed=1"})), other));
        QVERIFY(second.saves.size() > first.saves.size());
        QVERIFY(same(first.saves.back(), second.saves.back()));
        QVERIFY(!same(first.saves.back(), other.saves.back()));
    }

    void accumulationIsTheSameAsOneLargeBatch() {
        Notebook large, small;
        QVERIFY(train(smallInput(smallRecipe({"training.batch=8"})), large));
        QVERIFY(train(smallInput(smallRecipe({"training.batch=2", "optimizer.accumulate=4"})), small));
        for (std::size_t s = 0; s < large.steps.size(); ++s)
            QVERIFY(std::abs(large.steps[s].loss - small.steps[s].loss) < 1e-4);
    }

    void clippingBoundsTheGradient() {
        Notebook plain, clipped;
        const std::vector<std::string> sgd = {"optimizer.kind=sgd", "optimizer.learning_rate=1",
                                              "optimizer.schedule=constant", "training.steps=1"};
        auto withClip = sgd;
        withClip.emplace_back("optimizer.clip=0.01");
        QVERIFY(train(smallInput(smallRecipe(sgd)), plain));
        QVERIFY(train(smallInput(smallRecipe(withClip)), clipped));
        QVERIFY(plain.steps[0].gradientNorm > 0.02);
        QCOMPARE(plain.steps[0].gradientNorm, clipped.steps[0].gradientNorm);
        double squares = 0;
        for (std::size_t i = 0; i < 32; ++i) {
            const double way = static_cast<double>(clipped.snapshots.back().second[0].data[i]) -
                               clipped.snapshots[0].second[0].data[i];
            squares += way * way;
        }
        QVERIFY(std::abs(std::sqrt(squares) - 0.01) < 1e-5);
    }

    void oneRowAndBatchesLargerThanTheDataWork() {
        Notebook one, all;
        QVERIFY(train(smallInput(smallRecipe({"training.steps=3"}), {}, 1), one));
        QCOMPARE(one.saves.back().counters["epoch"].toInteger(), 2);
        QVERIFY(train(smallInput(smallRecipe({"training.batch=500", "training.steps=3"})), all));
        QCOMPARE(all.saves.back().counters["taken"].toInteger(), 30);
    }

    void stopsEarlyWhenNothingGetsBetter() {
        // A rate of next to nothing: the first evaluation stays the best.
        Notebook notebook;
        const auto outcome =
            train(smallInput(smallRecipe({"training.steps=40", "training.evaluate_every=2",
                                          "training.early_stop=3", "optimizer.learning_rate=1e-30"})),
                  notebook);
        QVERIFY(outcome);
        QVERIFY(outcome->state == RunState::Finished);
        QCOMPARE(outcome->step, 6);
        QCOMPARE(outcome->bestStep, 0);
        QCOMPARE(stepsOf(notebook.snapshots).back(), 6);
    }

    void betterIsHigherButForLosses() {
        QVERIFY(isBetter({{"accuracy", 0.6}, {"loss", 9}}, {{"accuracy", 0.5}, {"loss", 1}}, "accuracy"));
        QVERIFY(!isBetter({{"accuracy", 0.6}, {"loss", 9}}, {{"accuracy", 0.5}, {"loss", 1}}, "loss"));
        QVERIFY(isBetter({{"accuracy", 0.5}, {"loss", 1}}, {{"accuracy", 0.5}, {"loss", 2}}, "accuracy"));
        QVERIFY(!isBetter({{"accuracy", 0.5}, {"loss", 1}}, {{"accuracy", 0.5}, {"loss", 1}}, "accuracy"));
        QVERIFY(!isBetter({{"loss", std::nan("")}}, {{"loss", 1}}, "loss"));
        QVERIFY(isBetter({{"loss", 1}}, {{"loss", std::nan("")}}, "loss"));
    }

    void aLossThatIsNotFiniteEndsWithTheStepAndAdvice() {
        for (const bool gradient : {false, true}) {
            auto backbone = std::make_shared<FakeBackbone>();
            backbone->notFiniteAt = 4;
            backbone->notFiniteGradient = gradient;
            Notebook notebook;
            const auto outcome =
                train(smallInput(smallRecipe({"training.checkpoint_seconds=0"}), {}, 30, backbone), notebook);
            QVERIFY(!outcome);
            const std::string line = outcome.error().line();
            QVERIFY2(line.find("step 5") != std::string::npos, line.c_str());
            QVERIFY2(line.find(gradient ? "gradient" : "loss") != std::string::npos, line.c_str());
            QVERIFY2(line.find("optimizer.learning_rate") != std::string::npos, line.c_str());
            QCOMPARE(notebook.steps.size(), 4U);
            for (const HostTensor& tensor : notebook.saves.back().tensors)
                for (const float value : tensor.data) QVERIFY(std::isfinite(value));
        }
    }

    void aRateThatBlowsThePromptUpIsNotSaved() {
        Notebook notebook;
        const auto outcome =
            train(smallInput(smallRecipe({"optimizer.kind=sgd", "optimizer.learning_rate=1000",
                                          "optimizer.momentum=0.9", "training.steps=400",
                                          "training.checkpoint_seconds=0"})),
                  notebook);
        if (!outcome) QVERIFY(outcome.error().line().find("not finite") != std::string::npos);
        for (const ResumeState& saved : notebook.saves)
            for (const HostTensor& tensor : saved.tensors)
                for (const float value : tensor.data) QVERIFY(std::isfinite(value));
    }

    void anObserversErrorEndsTheRun() {
        Notebook notebook;
        notebook.onStep = [](std::int64_t step) -> Result<> {
            if (step == 3) return failed("no space", "disk");
            return {};
        };
        const auto outcome = train(smallInput(smallRecipe()), notebook);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().what, std::string("no space"));
    }

    void saysWhenARunIsNotLearning() {
        Notebook still, learning;
        QVERIFY(
            train(smallInput(smallRecipe({"training.steps=60", "optimizer.learning_rate=1e-30"})), still));
        QVERIFY(std::any_of(still.messages.begin(), still.messages.end(),
                            [](const auto& text) { return text.find("not learning") != std::string::npos; }));
        QVERIFY(train(smallInput(smallRecipe(
                          {"training.steps=60", "training.batch=10", "optimizer.learning_rate=0.3"})),
                      learning));
        QVERIFY(learning.messages.empty());
    }

    void saysWhenTheLossRises() {
        LossStatistics statistics(80);
        std::vector<std::string> warnings;
        for (int step = 0; step < 80; ++step)
            for (const auto& text : statistics.observe((step < 40 ? 1.0 : 3.0) + 0.05 * (step % 3), {}))
                warnings.push_back(text);
        QCOMPARE(std::count_if(warnings.begin(), warnings.end(),
                               [](const auto& text) { return text.find("rising") != std::string::npos; }),
                 1);
    }

    void namesSlotsThatNothingDependsOn() {
        const Recipe recipe = smallRecipe({"training.steps=12"});
        TrainingInput input = smallInput(recipe);
        for (EncodedRow& row : input.train) std::erase(row.context, ~2);
        Notebook notebook;
        QVERIFY(train(std::move(input), notebook));
        QVERIFY(std::any_of(notebook.messages.begin(), notebook.messages.end(), [](const auto& text) {
            return text.find("nothing depends on: 2 ") != std::string::npos;
        }));
    }

    void labelsAsTheLossNeedOneTokenEach() {
        TrainingInput input = smallInput(smallRecipe({"task.loss=labels"}));
        Notebook notebook;
        for (EncodedRow& row : input.train) row.answers = {{5}, {6, 8}, {7}};
        const auto outcome = train(std::move(input), notebook);
        QVERIFY(!outcome);
        QVERIFY(outcome.error().kind == Error::Kind::Call);
        QVERIFY(outcome.error().line().find("\"b\" is 2 tokens") != std::string::npos);
        QVERIFY(train(smallInput(smallRecipe({"task.loss=labels"})), notebook));
    }

    void aStopSavesAndEnds() {
        Notebook notebook;
        notebook.ask = once(notebook, 5, asked(Request::What::Stop));
        const auto outcome = train(smallInput(smallRecipe()), notebook);
        QVERIFY(outcome);
        QVERIFY(outcome->state == RunState::Stopped);
        QCOMPARE(outcome->step, 5);
        QVERIFY(!outcome->keepBest);
        QCOMPARE(notebook.saves.back().step, 5);
        QCOMPARE(stepsOf(notebook.snapshots).back(), 5);
        QCOMPARE(notebook.states.back(), RunState::Stopped);
    }

    void aStopThatKeepsTheBestTakesNoSnapshotOfItsOwn() {
        Notebook notebook;
        notebook.ask = once(notebook, 5, asked(Request::What::Stop, true));
        const auto outcome = train(smallInput(smallRecipe()), notebook);
        QVERIFY(outcome);
        QVERIFY(outcome->keepBest);
        QVERIFY(stepsOf(notebook.snapshots).back() < 5);
        const auto steps = stepsOf(notebook.snapshots);
        QVERIFY(std::find(steps.begin(), steps.end(), outcome->bestStep) != steps.end());
        QCOMPARE(notebook.saves.back().step, 5);
    }

    void pausesUntilItIsResumed() {
        Notebook paused, plain;
        int asks = 0;
        paused.ask = [&](bool inPause) -> std::optional<Request> {
            if (!inPause)
                return paused.steps.size() == 3 && asks == 0 ? std::optional(asked(Request::What::Pause))
                                                             : std::nullopt;
            return ++asks == 3 ? std::optional(asked(Request::What::Resume)) : std::nullopt;
        };
        QVERIFY(train(smallInput(smallRecipe()), paused));
        QCOMPARE(asks, 3);
        QCOMPARE(paused.states, (std::vector<RunState>{RunState::Running, RunState::Paused, RunState::Running,
                                                       RunState::Finished}));
        QVERIFY(train(smallInput(smallRecipe()), plain));
        QVERIFY(same(paused.saves.back(), plain.saves.back()));
    }

    void aSnapshotCanBeAskedFor() {
        Notebook notebook;
        notebook.ask = once(notebook, 5, asked(Request::What::Snapshot));
        QVERIFY(train(smallInput(smallRecipe()), notebook));
        const auto steps = stepsOf(notebook.snapshots);
        QVERIFY(std::find(steps.begin(), steps.end(), 5) != steps.end());
    }
};

QTEST_GUILESS_MAIN(TestTraining)
#include "test_training.moc"
