// SPDX-License-Identifier: Apache-2.0
// Runs side by side: several batches in one pass over the weights, and each lane what it is alone.
#include <QtTest>
#include <cmath>

#include "core/engine/training/lanes.h"
#include "tests/support/prefix_setup.h"

using namespace lathe;
using namespace lathe::test;

namespace {

HostTensor drawn(const std::string& name, std::vector<std::int64_t> shape, std::uint64_t seed) {
    HostTensor tensor{name, std::move(shape), {}};
    const Random random(seed, name);
    for (std::int64_t i = 0; i < tensor.elements(); ++i)
        tensor.data.push_back(static_cast<float>(0.4 * random.normal(static_cast<std::uint64_t>(i))));
    return tensor;
}

/// A prompt of `slots` vectors, and prefixes of lengths that differ from seed to seed wherever the backbone
/// has a place for them.
TensorMap prefixes(const BackboneShape& shape, std::int64_t slots, std::uint64_t seed) {
    TensorMap all;
    if (slots > 0) all.push_back(drawn("prompt", {slots, shape.width}, seed));
    const auto more = static_cast<std::int64_t>(seed);
    const auto add = [&](const std::string& at, std::int64_t layers, std::int64_t tokens) {
        for (const char* what : {"key", "value"})
            all.push_back(drawn(at + what, {layers, tokens, shape.keyValueHeads * shape.headWidth}, seed));
    };
    add(shape.kind == BackboneKind::Masked ? "encoder.self." : "decoder.self.", shape.layers, 1 + more);
    if (shape.kind == BackboneKind::EncoderDecoder) {
        add("encoder.self.", shape.encoderLayers, 2 + more);
        add("decoder.cross.", shape.layers, 3 + more);
    }
    return all;
}

PackedBatch weighted(const std::vector<Packable>& rows) {
    PackedBatch batch = packedRows(rows);
    for (std::size_t i = 0; i < batch.weights.size(); ++i)
        batch.weights[i] = 0.1F * static_cast<float>(i + 1);
    return batch;
}

/// One lane's part: what it trains with, and what it told.
struct Run {
    std::vector<std::string> settings;
    Notebook notebook;
    std::optional<Result<TrainingOutcome>> outcome{};
    std::function<void(TrainingInput&)> change{};

    Recipe recipe() const {
        std::vector<std::string> all{"training.threads=1", "training.steps=10", "training.batch=2",
                                     "training.evaluate_every=4"};
        all.insert(all.end(), settings.begin(), settings.end());
        return smallRecipe(all);
    }
    TrainingInput input(const std::shared_ptr<Backbone>& backbone,
                        std::optional<ResumeState> resume = {}) const {
        TrainingInput made = prefixRun(recipe(), backbone, std::move(resume));
        if (change) change(made);
        return made;
    }
};

/// Runs that differ in whatever lanes may differ in.
std::vector<Run> variedRuns() {
    std::vector<Run> runs;
    for (const std::vector<std::string>& settings : std::vector<std::vector<std::string>>{
             {"method.tokens=3"},
             {"method.tokens=5", "training.seed=1", "optimizer.learning_rate=0.3", "training.steps=12"},
             {"method.tokens=2", "training.batch=3", "optimizer.accumulate=2", "optimizer.clip=0.5"},
             {"method.kind=prefix_tuning", "method.tokens=4"},
             {"method.kind=prefix_tuning", "method.tokens=2", "training.seed=2", "optimizer.kind=sgd"},
             {"method.kind=p_tuning", "method.tokens=3", "optimizer.z_loss=0.001"}})
        runs.push_back({settings, {}});
    return runs;
}

void trainTogether(std::vector<Run>& runs, const std::shared_ptr<Backbone>& backbone, std::int64_t tokens) {
    std::vector<Lane> lanes;
    for (Run& run : runs) lanes.push_back({run.input(backbone), &run.notebook});
    auto outcomes = trainLanes(std::move(lanes), tokens);
    for (std::size_t i = 0; i < runs.size(); ++i) runs[i].outcome = std::move(outcomes[i]);
}

/// Ends the test's function where the losses differ from those of a run alone from its step `first` on.
bool lossesAreThoseAlone(const Run& run, const std::shared_ptr<Backbone>& backbone, std::size_t steps) {
    Notebook alone;
    if (!train(run.input(backbone), alone)) return false;
    if (run.notebook.steps.size() != steps || alone.steps.size() < steps) return false;
    for (std::size_t i = 0; i < steps; ++i) {
        const double ours = run.notebook.steps[i].loss, theirs = alone.steps[i].loss;
        if (!(std::fabs(ours - theirs) <= 1e-5 * std::fabs(theirs))) {
            qWarning("step %zu: %.9g, alone %.9g", i + 1, ours, theirs);
            return false;
        }
    }
    return true;
}

}  // namespace

class TestLanes : public QObject {
    Q_OBJECT

    static void familyRows() {
        QTest::addColumn<QString>("family");
        for (const char* family : kFamilies) QTest::newRow(family) << QString(family);
    }

  private Q_SLOTS:
    void aPassGivesEachBatchWhatItGetsAlone_data() { familyRows(); }
    void aPassGivesEachBatchWhatItGetsAlone() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const BackboneShape& shape = backbone->shape();
        const std::vector<Packable> whole = packable(shape, 2);
        const std::vector<Packable> some(whole.begin() + 1, whole.begin() + 3);
        std::vector<PackedBatch> batches{weighted(whole), weighted(some), weighted(packable(shape, 0)),
                                         weighted({whole[3]})};
        std::vector<TensorMap> trained{prefixes(shape, 2, 1),
                                       prefixes(shape, 4, 2),
                                       prefixes(shape, 0, 3),
                                       {drawn("prompt", {2, shape.width}, 4)}};
        std::vector<StepInput> inputs;
        for (std::size_t i = 0; i < batches.size(); ++i) inputs.push_back({&batches[i], &trained[i]});
        const auto together = must(backbone->stepTogether(inputs, {}, true));
        for (std::size_t i = 0; i < batches.size(); ++i) {
            const auto alone = must(backbone->step(batches[i], trained[i], {}, true));
            QVERIFY(std::fabs(together[i].loss - alone.loss) <= 1e-5 * std::fabs(alone.loss));
            QVERIFY(apart(alone.logProbs, together[i].logProbs, 1) < 1e-4);
            QCOMPARE(together[i].gradient.size(), alone.gradient.size());
            for (std::size_t t = 0; t < alone.gradient.size(); ++t) {
                const HostTensor &ours = together[i].gradient[t], &theirs = alone.gradient[t];
                QCOMPARE(ours.name, theirs.name);
                QVERIFY2(apart(theirs.data, ours.data, theirs.data.size()) < 1e-5,
                         qPrintable(QString::fromStdString(ours.name)));
            }
        }
    }

    void anInfixIsItsOwnLanes() {
        const auto backbone = loaded("gpt2");
        const BackboneShape& shape = backbone->shape();
        const auto infix = [&](std::int64_t tokens, std::uint64_t seed) {
            TensorMap all;
            for (const char* what : {"decoder.infix.key", "decoder.infix.value"})
                all.push_back(
                    drawn(what, {shape.layers, tokens, shape.keyValueHeads * shape.headWidth}, seed));
            return all;
        };
        const std::vector<PackedBatch> batches{weighted(packable(shape, 2)), weighted(packable(shape, 3)),
                                               weighted(packable(shape, 2))};
        const std::vector<TensorMap> trained{
            infix(2, 1), {drawn("prompt", {3, shape.width}, 2)}, infix(3, 3)};
        std::vector<StepInput> inputs;
        for (std::size_t i = 0; i < batches.size(); ++i) inputs.push_back({&batches[i], &trained[i]});
        const auto together = must(backbone->stepTogether(inputs, {}, true));
        for (std::size_t i = 0; i < batches.size(); ++i) {
            const auto alone = must(backbone->step(batches[i], trained[i], {}, true));
            for (std::size_t t = 0; t < alone.gradient.size(); ++t)
                QVERIFY(apart(alone.gradient[t].data, together[i].gradient[t].data,
                              alone.gradient[t].data.size()) < 1e-5);
        }
    }

    void eachLaneHasItsLoneLosses_data() { familyRows(); }
    void eachLaneHasItsLoneLosses() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        std::vector<Run> runs = variedRuns();
        trainTogether(runs, backbone, family == "llama" ? 60 : 4096);
        for (const Run& run : runs) {
            const std::size_t steps = run.settings.back() == "training.steps=12" ? 12 : 10;
            QVERIFY2(*run.outcome, *run.outcome ? "" : run.outcome->error().line().c_str());
            QVERIFY2(lossesAreThoseAlone(run, backbone, steps), qPrintable(run.settings[0].c_str()));
            QCOMPARE((*run.outcome)->step, static_cast<std::int64_t>(steps));
            QCOMPARE(run.notebook.evaluations.size(), std::size_t(steps == 12 ? 4 : 4));
            QVERIFY(run.notebook.states.back() == RunState::Finished);
        }
    }

    void aLaneThatEndsOrFailsLeavesTheOthers() {
        const auto backbone = loaded("llama");
        std::vector<Run> runs = variedRuns();
        runs[0].settings.push_back("training.steps=3");
        runs[1].notebook.onStep = [](std::int64_t step) -> Result<> {
            if (step == 4) return failed("the disk is full");
            return {};
        };
        runs[2].change = [](TrainingInput& input) {
            for (EncodedRow& row : input.train) row.context.back() = 1 << 20;
        };
        runs[3].notebook.ask = [asked = 0](bool) mutable -> std::optional<Request> {
            if (++asked != 6) return std::nullopt;
            return Request{Request::What::Stop, false};
        };
        trainTogether(runs, backbone, 4096);
        QCOMPARE((*runs[0].outcome)->step, std::int64_t(3));
        QCOMPARE(runs[1].outcome->error().what, std::string("the disk is full"));
        QCOMPARE(runs[1].notebook.steps.size(), std::size_t(4));
        QVERIFY(!*runs[2].outcome);
        QVERIFY(runs[2].outcome->error().what.find("vocabulary") != std::string::npos);
        QVERIFY((*runs[3].outcome)->state == RunState::Stopped);
        QVERIFY((*runs[3].outcome)->step < 10);
        for (std::size_t i : {std::size_t(4), std::size_t(5)}) {
            QVERIFY(*runs[i].outcome);
            QVERIFY(lossesAreThoseAlone(runs[i], backbone, 10));
        }
    }

    void aPausedLaneWaitsWhileTheOthersGoOn() {
        const auto backbone = loaded("gpt2");
        std::vector<Run> runs = variedRuns();
        std::int64_t waits = 0;
        Notebook& others = runs[5].notebook;
        runs[0].notebook.ask = [&, told = false](bool) mutable -> std::optional<Request> {
            if (!told && runs[0].notebook.steps.size() == 2) {
                told = true;
                return Request{Request::What::Pause, false};
            }
            if (runs[0].notebook.states.back() != RunState::Paused) return std::nullopt;
            ++waits;
            if (others.steps.size() < 6) return std::nullopt;
            return Request{Request::What::Resume, false};
        };
        trainTogether(runs, backbone, 4096);
        QVERIFY(waits >= 3);
        QVERIFY(others.steps.size() == 10);
        QVERIFY(*runs[0].outcome);
        QVERIFY(lossesAreThoseAlone(runs[0], backbone, 10));
    }

    void allPausedLanesAreAskedUntilOneGoesOn() {
        const auto backbone = loaded("gpt2");
        std::vector<Run> runs(2, Run{{"method.tokens=3"}, {}});
        for (Run& run : runs) {
            Notebook& notebook = run.notebook;
            notebook.ask = [&notebook, asked = 0](bool) mutable -> std::optional<Request> {
                ++asked;
                if (asked == 2) return Request{Request::What::Pause, false};
                if (asked == 6) return Request{Request::What::Resume, false};
                return std::nullopt;
            };
        }
        trainTogether(runs, backbone, 4096);
        for (Run& run : runs) QCOMPARE((*run.outcome)->step, std::int64_t(10));
    }

    void aLaneGoesOnAlone() {
        const auto backbone = loaded("llama");
        std::vector<Run> runs = variedRuns();
        for (Run& run : runs)
            run.notebook.ask = [&run](bool) -> std::optional<Request> {
                if (run.notebook.steps.size() != 5) return std::nullopt;
                return Request{Request::What::Stop, false};
            };
        trainTogether(runs, backbone, 4096);
        for (Run& run : runs) {
            QCOMPARE((*run.outcome)->step, std::int64_t(5));
            Notebook rest, alone;
            const auto done = train(run.input(backbone, run.notebook.saves.back()), rest);
            QVERIFY2(done, done ? "" : done.error().line().c_str());
            QVERIFY(train(run.input(backbone), alone));
            QCOMPARE(rest.steps.size() + 5, alone.steps.size());
            for (std::size_t i = 0; i < rest.steps.size(); ++i)
                QVERIFY(std::fabs(rest.steps[i].loss - alone.steps[i + 5].loss) <=
                        1e-4 * std::fabs(alone.steps[i + 5].loss));
        }
    }

    void whereAPassFailsOnlyTheLaneThatHasToFails() {
        struct Spoiled : FakeBackbone {
            Result<StepResult> step(const PackedBatch& batch, const TensorMap& trained,
                                    const LossOptions& loss, bool wantGradient) override {
                if (wantGradient && find(trained, "prompt")->shape[0] == 3) return failed("not this one");
                return FakeBackbone::step(batch, trained, loss, wantGradient);
            }
        };
        const auto backbone = std::make_shared<Spoiled>();
        Notebook good, bad;
        std::vector<Lane> lanes;
        lanes.push_back({smallInput(smallRecipe(), {}, 30, backbone), &good});
        lanes.push_back({smallInput(smallRecipe({"method.tokens=3"}), {}, 30, backbone), &bad});
        lanes.back().input.train = smallRows(30, 1, 3);
        lanes.back().input.validation = smallRows(12, 2, 3);
        const auto outcomes = trainLanes(std::move(lanes));
        QVERIFY(outcomes[0]);
        QCOMPARE(outcomes[0]->step, std::int64_t(12));
        QVERIFY(!outcomes[1]);
        QCOMPARE(outcomes[1].error().what, std::string("not this one"));
    }
};

QTEST_GUILESS_MAIN(TestLanes)
#include "test_lanes.moc"
