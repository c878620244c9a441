// SPDX-License-Identifier: Apache-2.0
// The engine for CUDA devices against the processor's own: over plain tensors in this machine's memory (the
// same plan, stack and head, with LibTorch's operations in place of its kernels), and where the plug-in and a
// device are there, on the device.
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/engine/device/cuda.h"
#include "core/engine/machine.h"
#include "core/engine/transformer_backbone.h"
#include "tests/support/everything.h"

using namespace lathe;
using namespace lathe::test;

namespace {

std::shared_ptr<Backbone> onDevice(const QString& family, device::EngineOptions options,
                                   const char* dtype = "float32") {
    const auto backbone = loaded(family, dtype);
    auto& whole = dynamic_cast<TransformerBackbone&>(*backbone);
    whole.useDevice(must(device::Engine::make(whole.model(), options)), options.cuda ? "cuda" : "tensors");
    return backbone;
}

void compare(const StepResult& theirs, const StepResult& ours, double within, const QString& what) {
    QVERIFY2(std::abs(ours.loss - theirs.loss) < within * std::max(1.0, std::abs(theirs.loss)),
             qPrintable(QString("%1: loss %2, not %3").arg(what).arg(ours.loss).arg(theirs.loss)));
    QVERIFY2(apart(theirs.logProbs, ours.logProbs, theirs.logProbs.size()) < within, qPrintable(what));
    QCOMPARE(ours.gradient.size(), theirs.gradient.size());
    for (std::size_t t = 0; t < ours.gradient.size(); ++t) {
        const double gap =
            apart(theirs.gradient[t].data, ours.gradient[t].data, ours.gradient[t].data.size());
        QVERIFY2(gap < within,
                 qPrintable(QString("%1, %2: %3").arg(what, ours.gradient[t].name.c_str()).arg(gap)));
    }
}

}  // namespace

class TestDevice : public QObject {
    Q_OBJECT

    /// Plain tensors, and CUDA where it is there.
    static std::vector<bool> places() {
        return device::cuda() ? std::vector<bool>{false, true} : std::vector<bool>{false};
    }
    static void placeRows() {
        QTest::addColumn<bool>("cuda");
        for (const bool cuda : places()) QTest::addRow(cuda ? "cuda" : "tensors") << cuda;
    }

  private Q_SLOTS:
    void stepsAreTheProcessors_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<bool>("cuda");
        QTest::addColumn<bool>("rounded");
        QTest::addColumn<bool>("late");
        QTest::addColumn<bool>("recompute");
        for (const bool cuda : places())
            for (const char* family : kFamilies) {
                const char* place = cuda ? "cuda" : "tensors";
                QTest::addRow("%s, %s", family, place) << QString(family) << cuda << true << false << false;
                QTest::addRow("%s, %s, sizes as they are, inner values made again", family, place)
                    << QString(family) << cuda << false << false << true;
                QTest::addRow("%s, %s, last layer whole", family, place)
                    << QString(family) << cuda << true << true << false;
            }
    }
    void stepsAreTheProcessors() {
        QFETCH(QString, family);
        QFETCH(bool, cuda);
        QFETCH(bool, rounded);
        QFETCH(bool, late);
        QFETCH(bool, recompute);
        const auto here = loaded(family);
        const auto there =
            onDevice(family, {.cuda = cuda,
                              .rounded = rounded,
                              .recompute = recompute ? device::Recompute::Block : device::Recompute::None,
                              .late = late});
        const PackedBatch batch = packedRows(packable(here->shape(), 2));
        const auto both = [&](const TensorMap& trained, const LossOptions& loss, const char* what) {
            compare(must(here->step(batch, trained, loss, true)),
                    must(there->step(batch, trained, loss, true)), 2e-5, what);
        };
        both(everything(here->shape(), false), {}, "everything");
        LossOptions loss;
        loss.zLoss = 0.01;
        both({drawn("prompt", {2, here->shape().width})}, loss, "prompt");
        if (here->shape().kind != BackboneKind::EncoderDecoder)
            both(everything(here->shape(), true), {}, "infix");
        const StepResult forward = must(there->step(batch, everything(here->shape(), false), {}, false));
        QVERIFY(forward.gradient.empty() && forward.logProbs.size() == batch.targets.size());
    }

    void scoresAreTheProcessors_data() { placeRows(); }
    void scoresAreTheProcessors() {
        QFETCH(bool, cuda);
        for (const char* family : {"gpt2", "qwen2", "bart", "bert"}) {
            const auto here = loaded(family), there = onDevice(family, {.cuda = cuda});
            const PackedBatch batch = packedRows(packable(here->shape(), 2));
            const TensorMap trained{drawn("prompt", {2, here->shape().width})};
            const auto width = static_cast<std::size_t>(here->shape().vocabulary);
            QVERIFY(apart(must(here->logits(batch, trained)).data, must(there->logits(batch, trained)).data,
                          width) < 1e-5);
            const std::vector<std::int32_t> ids{5, 1, 7};
            QVERIFY(apart(must(here->logProbs(batch, trained, ids)).data,
                          must(there->logProbs(batch, trained, ids)).data, ids.size()) < 1e-5);
        }
    }

    void aRestrictedLossAgrees_data() { placeRows(); }
    void aRestrictedLossAgrees() {
        QFETCH(bool, cuda);
        for (const char* family : {"llama", "bert"}) {
            const auto here = loaded(family), there = onDevice(family, {.cuda = cuda});
            PackedBatch batch = packedRows(packable(here->shape(), 2));
            std::fill(batch.targets.begin(), batch.targets.end(), 7);
            batch.targets.front() = 3;
            LossOptions loss;
            loss.restricted = {3, 11, 7};
            const TensorMap trained{drawn("prompt", {2, here->shape().width})};
            for (int again = 0; again < 2; ++again)
                compare(must(here->step(batch, trained, loss, true)),
                        must(there->step(batch, trained, loss, true)), 2e-5, family);
        }
    }

    void lanesAreTheirLoneSteps_data() { placeRows(); }
    void lanesAreTheirLoneSteps() {
        QFETCH(bool, cuda);
        for (const char* family : {"llama", "gpt2", "t5", "bart", "roberta"}) {
            const auto here = loaded(family), there = onDevice(family, {.cuda = cuda});
            const PackedBatch batch = packedRows(packable(here->shape(), 2));
            TensorMap all = everything(here->shape(), false),
                      prompt{drawn("prompt", {2, here->shape().width})};
            for (float& value : prompt.front().data) value *= 0.5F;
            const std::vector<StepInput> inputs{{&batch, &all}, {&batch, &prompt}, {&batch, &all}};
            const auto together = must(there->stepTogether(inputs, {}, true));
            QCOMPARE(together.size(), std::size_t{3});
            for (std::size_t i = 0; i < inputs.size(); ++i)
                compare(must(here->step(batch, *inputs[i].trained, {}, true)), together[i], 2e-5, family);
        }
    }

    void bfloat16StaysNear_data() { placeRows(); }
    void bfloat16StaysNear() {
        QFETCH(bool, cuda);
        for (const char* family : kFamilies) {
            if (!cuda && QByteArray(family) != "llama" && QByteArray(family) != "gpt2") continue;
            const auto here = loaded(family), there = onDevice(family, {.cuda = cuda}, "bfloat16");
            const PackedBatch batch = packedRows(packable(here->shape(), 2));
            const TensorMap trained = everything(here->shape(), false);
            const StepResult wide = must(here->step(batch, trained, {}, true));
            const StepResult first = must(there->step(batch, trained, {}, true));
            compare(wide, first, 6e-2, family);
            // As it is, recorded as a graph, and played: the same bits each time.
            for (int again = 0; again < 3; ++again) {
                const StepResult next = must(there->step(batch, trained, {}, true));
                QCOMPARE(next.loss, first.loss);
                for (std::size_t t = 0; t < first.gradient.size(); ++t)
                    QVERIFY2(next.gradient[t].data == first.gradient[t].data,
                             qPrintable(QString("%1, %2, time %3")
                                            .arg(family, first.gradient[t].name.c_str())
                                            .arg(again)));
            }
        }
    }

    void whatIsNotBuiltIsRefused() {
        const auto there = onDevice("llama", {.cuda = false});
        const PackedBatch batch = packedRows(packable(there->shape(), 2));
        const Backbone::WeightInfo first = there->weights().front();
        const auto refused = there->step(batch, {must(there->weight(first.name))}, {}, true);
        QVERIFY(!refused && refused.error().where == "backbone.device");
        QCOMPARE(there->contextBytes(4), std::uint64_t{0});  // no keys are stored for it
    }

    void thePlugInIsLookedForAndChecked() {
        const auto missing = device::openPlugin("/nowhere/promptlathe_cuda.so");
        QVERIFY(!missing && missing.error().where == "/nowhere/promptlathe_cuda.so");
        QVERIFY(QString::fromStdString(missing.error().todo).contains("docs/cuda.md"));
        // Some library that is none of ours.
        const auto stranger = device::openPlugin("libm.so.6");
        QVERIFY(!stranger && QString::fromStdString(stranger.error().what).contains("no plug-in"));
        const Json all = machine();
        QVERIFY(all["cuda"].contains("name") || all["cuda"].contains("problem"));
        QCOMPARE(all["device"].string() == "cuda", all["cuda"].contains("name"));
    }
};

QTEST_GUILESS_MAIN(TestDevice)
#include "test_device.moc"
