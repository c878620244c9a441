// SPDX-License-Identifier: Apache-2.0
// A backbone's forward and backward: right, packed without effect, repeatable, bounded in memory.
#include <QTest>
#include <cmath>
#include <fstream>
#include <numeric>

#include "core/engine/machine.h"
#include "tests/support/tiny_llama.h"

using namespace lathe;
using namespace lathe::test;

namespace {

StepResult stepOf(Backbone& backbone, const PackedBatch& batch, const TensorMap& trained,
                  const LossOptions& loss = {}) {
    auto step = backbone.step(batch, trained, loss, true);
    if (!step) qFatal("%s", step.error().line().c_str());
    return *step;
}

}  // namespace

class TestBackbone : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void gradientIsTheLossesSlope_data() {
        QTest::addColumn<bool>("shared");
        QTest::addColumn<int>("layers");
        QTest::addColumn<int>("keyValueHeads");
        QTest::newRow("shared front") << true << 3 << 2;
        QTest::newRow("each row its own front") << false << 2 << 4;
        QTest::newRow("one layer, one head of keys") << true << 1 << 1;
    }
    void gradientIsTheLossesSlope() {
        QFETCH(bool, shared);
        QFETCH(int, layers);
        QFETCH(int, keyValueHeads);
        TinyLlama tiny;
        tiny.layers = layers;
        tiny.keyValueHeads = keyValueHeads;
        tiny.attentionBias = tiny.mlpBias = true;
        const auto backbone = tiny.load();
        const PackedBatch batch = rows({4, 1, 7}, 3, 2, shared, tiny.vocabulary);
        TensorMap prompt = tiny.prompt(3);
        const StepResult at = stepOf(*backbone, batch, prompt);
        for (std::uint64_t seed = 0; seed < 6; ++seed) {
            const TensorMap way = tiny.prompt(3, 100 + seed);
            const double size = 3e-3;
            double slope = 0, losses[2];
            for (std::size_t i = 0; i < way[0].data.size(); ++i)
                slope += static_cast<double>(way[0].data[i]) * static_cast<double>(at.gradient[0].data[i]);
            for (int side = 0; side < 2; ++side) {
                TensorMap moved = prompt;
                for (std::size_t i = 0; i < way[0].data.size(); ++i)
                    moved[0].data[i] +=
                        static_cast<float>((side ? -size : size) * static_cast<double>(way[0].data[i]));
                losses[side] = stepOf(*backbone, batch, moved).loss;
            }
            const double measured = (losses[0] - losses[1]) / (2 * size);
            QVERIFY2(std::abs(measured - slope) < 0.01 * std::abs(slope) + 1e-3,
                     qPrintable(QString("slope %1, measured %2").arg(slope).arg(measured)));
        }
    }

    void packedRowsGiveWhatTheyGiveAlone() {
        TinyLlama tiny;
        const auto backbone = tiny.load();
        const TensorMap prompt = tiny.prompt(4);
        const std::vector<int> lengths{5, 1, 9, 20};
        const auto together = backbone->logits(rows(lengths, 4, 1, true, tiny.vocabulary), prompt);
        QVERIFY(together.has_value());
        std::size_t from = 0;
        for (std::size_t r = 0; r < lengths.size(); ++r) {
            std::vector<int> one(lengths.size(), 0);
            one[r] = lengths[r];
            const auto alone = backbone->logits(rows(one, 4, 1, true, tiny.vocabulary), prompt);
            QVERIFY(alone.has_value());
            const std::vector<float> part(
                together->data.begin() + static_cast<std::ptrdiff_t>(from),
                together->data.begin() + static_cast<std::ptrdiff_t>(from + alone->data.size()));
            QVERIFY(difference(alone->data, part) < 1e-5);
            from += alone->data.size();
        }
    }

    void aSharedFrontChangesNothing() {
        TinyLlama tiny;
        const auto backbone = tiny.load();
        const TensorMap prompt = tiny.prompt(5);
        const PackedBatch shared = rows({6, 2, 11}, 5, 3, true, tiny.vocabulary);
        const PackedBatch apart = rows({6, 2, 11}, 5, 3, false, tiny.vocabulary);
        QVERIFY(shared.tokens.size() < apart.tokens.size());
        QVERIFY(difference(backbone->logits(apart, prompt)->data, backbone->logits(shared, prompt)->data) <
                1e-5);
        const StepResult one = stepOf(*backbone, shared, prompt), other = stepOf(*backbone, apart, prompt);
        QVERIFY(std::abs(one.loss - other.loss) < 1e-5 * other.loss);
        QVERIFY(difference(other.gradient[0].data, one.gradient[0].data) < 1e-5);
    }

    void aFrontThatIsPredictedToo() {
        TinyLlama tiny;
        const auto backbone = tiny.load();
        const TensorMap prompt = tiny.prompt(2);
        PackedBatch shared = rows({3, 4}, 2, 2, true, tiny.vocabulary);
        PackedBatch apart = rows({3, 4}, 2, 2, false, tiny.vocabulary);
        // The last word of the front predicts each row's first token.
        for (PackedBatch* batch : {&shared, &apart})
            for (std::size_t r = 0; r < 2; ++r) {
                batch->predicted.push_back(batch->shared ? 3 : batch->rows[r].begin + 3);
                batch->targets.push_back(static_cast<std::int32_t>(r + 5));
                batch->weights.push_back(0.5F);
                batch->source.push_back(static_cast<std::int32_t>(r));
            }
        const StepResult one = stepOf(*backbone, shared, prompt), other = stepOf(*backbone, apart, prompt);
        QVERIFY(std::abs(one.loss - other.loss) < 1e-5 * other.loss);
        QVERIFY(difference(other.gradient[0].data, one.gradient[0].data) < 1e-5);
        QVERIFY(difference(other.logProbs, one.logProbs) < 1e-5);
    }

    void softTokensBetweenTheWordsOfARow() {
        TinyLlama tiny;
        const auto backbone = tiny.load();
        PackedBatch batch = rows({6, 7}, 0, 0, true, tiny.vocabulary);
        batch.tokens[2] = ~1;
        batch.tokens[8] = ~0;
        batch.tokens[9] = ~1;
        const TensorMap prompt = tiny.prompt(2);
        const StepResult at = stepOf(*backbone, batch, prompt);
        TensorMap moved[2] = {prompt, prompt};
        double slope = 0;
        for (std::size_t i = 0; i < prompt[0].data.size(); ++i) {
            const float way = static_cast<float>(std::sin(static_cast<double>(i)));
            moved[0][0].data[i] += 1e-3F * way;
            moved[1][0].data[i] -= 1e-3F * way;
            slope += static_cast<double>(way) * static_cast<double>(at.gradient[0].data[i]);
        }
        const double measured =
            (stepOf(*backbone, batch, moved[0]).loss - stepOf(*backbone, batch, moved[1]).loss) / 2e-3;
        QVERIFY2(std::abs(measured - slope) < 0.01 * std::abs(slope) + 1e-3,
                 qPrintable(QString("slope %1, measured %2").arg(slope).arg(measured)));
    }

    void theSameStepGivesTheSameBits() {
        for (const char* dtype : {"float32", "bfloat16"}) {
            TinyLlama tiny;
            const auto backbone = tiny.load(dtype);
            const TensorMap prompt = tiny.prompt(5);
            const PackedBatch batch = rows({30, 2, 11, 17, 23}, 5, 0, true, tiny.vocabulary);
            const StepResult first = stepOf(*backbone, batch, prompt);
            stepOf(*backbone, rows({3}, 5, 0, true, tiny.vocabulary), prompt);
            for (int i = 0; i < 3; ++i) {
                const StepResult again = stepOf(*backbone, batch, prompt);
                QCOMPARE(again.loss, first.loss);
                QVERIFY(again.gradient[0].data == first.gradient[0].data);
                QVERIFY(again.logProbs == first.logProbs);
            }
        }
    }

    void bfloat16IsCloseToFloat32() {
        TinyLlama tiny;
        tiny.width = tiny.headWidth * tiny.heads * 4;
        tiny.spread = 0.06;
        const PackedBatch batch = rows({30, 2, 11}, 6, 2, true, tiny.vocabulary);
        const TensorMap prompt = tiny.prompt(6);
        const auto exact = tiny.load();
        const auto rough = tiny.load("bfloat16");
        QVERIFY(difference(exact->logits(batch, prompt)->data, rough->logits(batch, prompt)->data) < 0.03);
        const StepResult one = stepOf(*exact, batch, prompt), other = stepOf(*rough, batch, prompt);
        QVERIFY(std::abs(one.loss - other.loss) < 0.01 * one.loss);
        QVERIFY(difference(one.gradient[0].data, other.gradient[0].data) < 0.03);
    }

    void lossIsTheLogits() {
        TinyLlama tiny;
        const auto backbone = tiny.load();
        const TensorMap prompt = tiny.prompt(2);
        PackedBatch batch = rows({4, 3}, 2, 0, true, tiny.vocabulary);
        std::vector<std::int32_t> chosen{3, 17, 40, 41};
        for (std::size_t i = 0; i < batch.targets.size(); ++i) {
            batch.targets[i] = chosen[i % chosen.size()];
            batch.weights[i] = 0.3F + 0.1F * static_cast<float>(i);
        }
        const auto logits = backbone->logits(batch, prompt);
        const auto columns = static_cast<std::size_t>(tiny.vocabulary);
        for (const bool restricted : {false, true}) {
            LossOptions options;
            options.zLoss = 0.01;
            if (restricted) options.restricted = chosen;
            double loss = 0;
            std::vector<float> logProbs;
            for (std::size_t i = 0; i < batch.targets.size(); ++i) {
                double sum = 0;
                for (std::size_t k = 0; k < columns; ++k)
                    if (!restricted || std::find(chosen.begin(), chosen.end(), k) != chosen.end())
                        sum += std::exp(static_cast<double>(logits->data[i * columns + k]));
                const double logZ = std::log(sum);
                const double logProb =
                    static_cast<double>(
                        logits->data[i * columns + static_cast<std::size_t>(batch.targets[i])]) -
                    logZ;
                logProbs.push_back(static_cast<float>(logProb));
                loss += static_cast<double>(batch.weights[i]) * (0.01 * logZ * logZ - logProb);
            }
            const StepResult step = stepOf(*backbone, batch, prompt, options);
            QVERIFY(std::abs(step.loss - loss) < 1e-5 * std::abs(loss));
            QVERIFY(difference(logProbs, step.logProbs) < 1e-5);
        }
        const auto some = backbone->logProbs(batch, prompt, chosen);
        QVERIFY(some.has_value());
        QCOMPARE(some->shape, (std::vector<std::int64_t>{7, 4}));
        const StepResult step = stepOf(*backbone, batch, prompt);
        for (std::size_t i = 0; i < batch.targets.size(); ++i)
            QVERIFY(std::abs(some->data[i * 4 + i % 4] - step.logProbs[i]) < 1e-5F);
    }

    void memoryIsWhatWasSaid() {
        TinyLlama tiny;
        tiny.width = 256;
        tiny.headWidth = 32;
        tiny.heads = 8;
        tiny.feedForward = 512;
        tiny.layers = 4;
        tiny.context = 4096;
        const auto backbone = tiny.load();
        const TensorMap prompt = tiny.prompt(8);
        const PackedBatch batch = rows(std::vector<int>(40, 100), 8, 0, true, tiny.vocabulary);
        const std::uint64_t said = backbone->workBytes(batch, prompt);
        QVERIFY(said > 100'000'000);
        stepOf(*backbone, rows({3, 4}, 8, 0, true, tiny.vocabulary), prompt);
        const std::uint64_t before = residentBytes();
        stepOf(*backbone, batch, prompt);
        const double grown = static_cast<double>(residentBytes() - before) / static_cast<double>(said);
        QVERIFY2(grown > 0.9 && grown < 1.06, qPrintable(QString::number(grown)));
    }

    void whatIsNotANumberStaysSo() {
        for (const char* dtype : {"float32", "bfloat16"}) {
            TinyLlama tiny;
            const auto backbone = tiny.load(dtype);
            TensorMap prompt = tiny.prompt(2);
            prompt[0].data[5] = std::nanf("");
            const StepResult step = stepOf(*backbone, rows({4, 3}, 2, 0, true, tiny.vocabulary), prompt);
            QVERIFY(std::isnan(step.loss));
            QVERIFY(std::isnan(step.gradient[0].data[0]));
        }
    }

    void refusesWhatItCannotRun() {
        TinyLlama tiny;
        const auto backbone = tiny.load();
        const PackedBatch good = rows({4}, 2, 0, true, tiny.vocabulary);
        const auto message = [&](const PackedBatch& batch, const TensorMap& trained) {
            const auto step = backbone->step(batch, trained, {}, true);
            return step ? QString() : QString::fromStdString(step.error().line());
        };
        QVERIFY(message(good, tiny.prompt(2)).isEmpty());
        QVERIFY(message(good, tiny.prompt(1)).contains("soft slot 1"));
        PackedBatch far = good;
        far.tokens[3] = 61;
        QVERIFY(message(far, tiny.prompt(2)).contains("vocabulary of 61"));
        PackedBatch deep = good;
        deep.positions[4] = 256;
        QVERIFY(message(deep, tiny.prompt(2)).contains("context of 256"));
        TensorMap wide = tiny.prompt(2);
        wide[0].shape = {1, 64};
        QVERIFY(message(good, wide).contains("width of 32"));
        TensorMap other = tiny.prompt(2);
        other[0].name = "decoder.self.key";
        QVERIFY(message(good, other).contains("decoder.self.key"));
        LossOptions restricted;
        restricted.restricted = {1};
        QVERIFY(!backbone->step(good, tiny.prompt(2), restricted, true).has_value());
    }

    void nearestWordsAreTheEmbeddingsRows() {
        TinyLlama tiny;
        const auto backbone = tiny.load();
        const std::vector<std::int32_t> ids{4, 60, 0};
        const auto rows3 = backbone->embeddings(ids);
        QVERIFY(rows3.has_value());
        const HostTensor table = tiny.draw("model.embed_tokens.weight", {tiny.vocabulary, tiny.width});
        QVERIFY(std::equal(rows3->data.begin(), rows3->data.begin() + 32, table.data.begin() + 4 * 32));
        for (const char* metric : {"cosine", "euclidean"}) {
            const auto near = backbone->nearest(*rows3, 3, metric);
            QVERIFY(near.has_value());
            for (std::size_t i = 0; i < ids.size(); ++i) {
                QCOMPARE((*near)[i].size(), std::size_t{3});
                QCOMPARE((*near)[i][0].token, ids[i]);
                QVERIFY(std::abs((*near)[i][0].score - (metric[0] == 'c' ? 1.0 : 0.0)) < 1e-2);
            }
        }
        QVERIFY(!backbone->nearest(*rows3, 3, "manhattan").has_value());
        const auto scale = backbone->embeddingScale();
        double norms = 0;
        for (std::size_t r = 0; r < 61; ++r)
            norms +=
                std::sqrt(std::inner_product(table.data.begin() + static_cast<std::ptrdiff_t>(r * 32),
                                             table.data.begin() + static_cast<std::ptrdiff_t>(r * 32 + 32),
                                             table.data.begin() + static_cast<std::ptrdiff_t>(r * 32), 0.0));
        QVERIFY(std::abs(scale->norm - norms / 61) < 1e-5);
        QVERIFY(std::abs(scale->deviation - 0.15) < 0.02);
    }

    void saysWhatTheMachineOffers() {
        const Json all = machine();
        QVERIFY(all["threads"].toInteger() > 0);
        QVERIFY(all["memory_gib"].toNumber() > 0.1);
        QVERIFY(!all["why"].toString().empty());
        LoadOptions cuda;
        cuda.device = "cuda";
        const auto refused = Backbone::load({}, cuda);
        QVERIFY(!refused && refused.error().kind == Error::Kind::Call);
    }
};

QTEST_GUILESS_MAIN(TestBackbone)
#include "test_backbone.moc"
