// SPDX-License-Identifier: Apache-2.0
// The plain autograd path: the hand-written way back against it, and the gradients of the weights themselves.
#include <QtTest>
#include <algorithm>
#include <cmath>

#include "core/engine/transformer_backbone.h"
#include "core/formats/safetensors.h"
#include "core/library/tensor_match.h"
#include "tests/support/everything.h"

using namespace lathe;
using namespace lathe::test;

namespace {

TensorMap allWeights(Backbone& backbone) {
    TensorMap all;
    for (const Backbone::WeightInfo& info : backbone.weights())
        all.push_back(must(backbone.weight(info.name)));
    return all;
}

TransformerBackbone& plainOf(const std::shared_ptr<Backbone>& backbone) {
    return dynamic_cast<TransformerBackbone&>(*backbone);
}

}  // namespace

class TestPlain : public QObject {
    Q_OBJECT

    static void familyRows() {
        QTest::addColumn<QString>("family");
        for (const char* family : kFamilies) QTest::newRow(family) << QString(family);
    }
    static void compare(const QString& family, const TensorMap& trained, const LossOptions& loss,
                        const PackedBatch& batch, const std::shared_ptr<Backbone>& backbone) {
        const StepResult ours = must(backbone->step(batch, trained, loss, true));
        const StepResult plain = must(plainOf(backbone).plain(batch, trained, loss, true));
        QVERIFY2(std::abs(ours.loss - plain.loss) < 1e-5 * std::max(1.0, std::abs(plain.loss)),
                 qPrintable(QString("%1: loss %2, plain %3").arg(family).arg(ours.loss).arg(plain.loss)));
        QVERIFY(apart(plain.logProbs, ours.logProbs, plain.logProbs.size()) < 1e-5);
        QCOMPARE(ours.gradient.size(), plain.gradient.size());
        for (std::size_t t = 0; t < trained.size(); ++t) {
            const double gap =
                apart(plain.gradient[t].data, ours.gradient[t].data, ours.gradient[t].data.size());
            QVERIFY2(gap < 2e-5,
                     qPrintable(QString("%1 %2: %3").arg(family, trained[t].name.c_str()).arg(gap)));
            QVERIFY(std::any_of(plain.gradient[t].data.begin(), plain.gradient[t].data.end(),
                                [](float value) { return value != 0; }));
        }
    }

  private Q_SLOTS:
    void theHandWrittenWayBackAgreesWithAutograd_data() { familyRows(); }
    void theHandWrittenWayBackAgreesWithAutograd() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const PackedBatch batch = packedRows(packable(backbone->shape(), 2));
        compare(family, everything(backbone->shape(), false), {}, batch, backbone);
        LossOptions loss;
        loss.zLoss = 0.01;
        compare(family, {drawn("prompt", {2, backbone->shape().width})}, loss, batch, backbone);
        if (backbone->shape().kind == BackboneKind::EncoderDecoder) return;
        compare(family, everything(backbone->shape(), true), {}, batch, backbone);
    }

    void aRestrictedLossAgreesToo() {
        for (const char* family : {"llama", "bert"}) {
            const auto backbone = loaded(family);
            PackedBatch batch = packedRows(packable(backbone->shape(), 2));
            std::fill(batch.targets.begin(), batch.targets.end(), 7);
            batch.targets.front() = 3;
            LossOptions loss;
            loss.restricted = {3, 11, 7};
            compare(family, {drawn("prompt", {2, backbone->shape().width})}, loss, batch, backbone);
        }
    }

    /// Measured by the fast forward with the weights in place, so it shows both that and the gradient.
    void weightsGradientsAreTheLossesSlopes_data() { familyRows(); }
    void weightsGradientsAreTheLossesSlopes() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const PackedBatch batch = packedRows(packable(backbone->shape(), 0));
        TensorMap weights = allWeights(*backbone);
        QVERIFY(weights.size() > 10);
        const auto at = must(backbone->step(batch, weights, {}, true));
        QCOMPARE(at.gradient.size(), weights.size());
        int measured = 0;
        for (std::size_t t = 0; t < weights.size(); ++t) {
            const HostTensor& gradient = at.gradient[t];
            QCOMPARE(gradient.name, weights[t].name);
            QVERIFY(gradient.shape == weights[t].shape);
            double slope = 0, losses[2];
            for (const float g : gradient.data) slope += static_cast<double>(g) * static_cast<double>(g);
            // A key's bias adds the same to every score of a query: nothing depends on it.
            const bool keyBias = weights[t].name.find("k_proj.bias") != std::string::npos ||
                                 weights[t].name.find("key.bias") != std::string::npos;
            if (keyBias || slope < 1e-9) continue;
            const double size = 5e-3 / std::sqrt(slope);
            const HostTensor before = weights[t];
            for (int side = 0; side < 2; ++side) {
                for (std::size_t i = 0; i < before.data.size(); ++i)
                    weights[t].data[i] =
                        before.data[i] +
                        static_cast<float>((side ? -size : size) * static_cast<double>(gradient.data[i]));
                losses[side] = must(backbone->step(batch, weights, {}, false)).loss;
            }
            weights[t] = before;
            const double found = (losses[0] - losses[1]) / (2 * size);
            QVERIFY2(
                std::abs(found - slope) < 0.03 * slope,
                qPrintable(
                    QString("%1: slope %2, measured %3").arg(weights[t].name.c_str()).arg(slope).arg(found)));
            ++measured;
        }
        QVERIFY2(measured > static_cast<int>(weights.size()) / 2, qPrintable(QString::number(measured)));
    }

    void theBackbonesOwnWeightsComeBack_data() { familyRows(); }
    void theBackbonesOwnWeightsComeBack() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const PackedBatch batch = packedRows(packable(backbone->shape(), 0));
        const double before = must(backbone->step(batch, {}, {}, false)).loss;
        TensorMap weights = allWeights(*backbone);
        for (HostTensor& weight : weights)
            for (float& value : weight.data) value *= 1.1F;
        const StepResult tuned = must(backbone->step(batch, weights, {}, false));
        QVERIFY(std::abs(tuned.loss - before) > 1e-4);
        const StepResult plain = must(plainOf(backbone).plain(batch, weights, {}, false));
        QVERIFY(apart(plain.logProbs, tuned.logProbs, tuned.logProbs.size()) < 1e-5);
        QVERIFY(plain.gradient.empty());
        // Their own values are told while others lie in memory, and nothing of them stays.
        bool other = false;
        for (const HostTensor& weight : weights)
            other = other || must(backbone->weight(weight.name)).data != weight.data;
        QVERIFY(other);
        QCOMPARE(must(backbone->step(batch, {}, {}, false)).loss, before);
    }

    void bfloat16TakesTrainedWeightsAndTrainsNone() {
        const auto backbone = loaded("llama", "bfloat16");
        const PackedBatch batch = packedRows(packable(backbone->shape(), 0));
        TensorMap weights = allWeights(*backbone);
        const double before = must(backbone->step(batch, {}, {}, false)).loss;
        QCOMPARE(must(backbone->step(batch, weights, {}, false)).loss, before);
        for (float& value : weights.front().data) value += 0.5F;
        QVERIFY(must(backbone->step(batch, weights, {}, false)).loss != before);
        const auto refused = backbone->step(batch, weights, {}, true);
        QVERIFY(!refused && refused.error().where == "backbone.dtype");
    }

    void weightsAreWrittenAsCheckpointsHoldThem_data() { familyRows(); }
    void weightsAreWrittenAsCheckpointsHoldThem() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const TensorMap file = must(readSafetensors(folderOf(family) / "model.safetensors"));
        const BackboneFiles files = must(openBackbone(folderOf(family).string()));
        const TensorMatch match = matchTensors(files);
        std::int64_t numbers = 0;
        for (const HostTensor& weight : allWeights(*backbone)) {
            const HostTensor stored = must(backbone->asStored(weight));
            QVERIFY2(match.found.contains(stored.name), stored.name.c_str());
            const HostTensor* wanted = find(file, match.found.at(stored.name)->name);
            QVERIFY2(wanted, stored.name.c_str());
            QVERIFY2(wanted->shape == stored.shape, stored.name.c_str());
            QVERIFY2(apart(wanted->data, stored.data, stored.data.size()) < 1e-6, stored.name.c_str());
            numbers += stored.elements();
        }
        // But for T5's biases by position and BERT's types all of it.
        QVERIFY(numbers > backbone->shape().parameters * 9 / 10);
    }

    void weightsOfAnotherBackboneAreRefused() {
        const auto backbone = loaded("llama");
        const PackedBatch batch = packedRows(packable(backbone->shape(), 0));
        const auto unknown = backbone->step(batch, {drawn("weight.model.none", {2})}, {}, true);
        QVERIFY(!unknown && unknown.error().what.find("weight.model.none") != std::string::npos);
        HostTensor wrong = must(backbone->weight(backbone->weights().front().name));
        wrong.shape = {1, wrong.elements()};
        QVERIFY(!backbone->step(batch, {wrong}, {}, false));
    }
};

QTEST_GUILESS_MAIN(TestPlain)
#include "test_plain.moc"
