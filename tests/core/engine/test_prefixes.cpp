// SPDX-License-Identifier: Apache-2.0
// Trained keys and values in front of every attention: their gradients, rows that share them, texts behind
// them.
#include <QtTest>
#include <algorithm>
#include <cmath>

#include "tests/support/family_rows.h"

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

/// A prompt of two vectors, and every prefix that the backbone has a place for.
TensorMap everything(const BackboneShape& shape, std::uint64_t seed) {
    TensorMap all{drawn("prompt", {2, shape.width}, seed)};
    const auto add = [&](const std::string& at, std::int64_t layers, std::int64_t tokens) {
        for (const char* what : {"key", "value"})
            all.push_back(drawn(at + what, {layers, tokens, shape.keyValueHeads * shape.headWidth}, seed));
    };
    if (shape.kind == BackboneKind::Masked) {
        add("encoder.self.", shape.layers, 3);
        return all;
    }
    add("decoder.self.", shape.layers, 3);
    if (shape.kind == BackboneKind::EncoderDecoder) {
        add("encoder.self.", shape.encoderLayers, 4);
        add("decoder.cross.", shape.layers, 2);
    }
    return all;
}

PackedBatch packedRows(const std::vector<Packable>& rows) {
    std::vector<PackedRow> packed;
    for (const Packable& row : rows) packed.push_back(row.row());
    PackedBatch batch = pack(packed);
    for (std::size_t i = 0; i < batch.weights.size(); ++i)
        batch.weights[i] = 0.1F * static_cast<float>(i + 1);
    return batch;
}

}  // namespace

class TestPrefixes : public QObject {
    Q_OBJECT

    static void familyRows() {
        QTest::addColumn<QString>("family");
        for (const char* family : kFamilies) QTest::newRow(family) << QString(family);
    }

  private Q_SLOTS:
    void gradientsAreTheLossesSlopes_data() { familyRows(); }
    void gradientsAreTheLossesSlopes() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const TensorMap trained = everything(backbone->shape(), 5);
        const PackedBatch batch = packedRows(packable(backbone->shape(), 2));
        const auto at = must(backbone->step(batch, trained, {}, true));
        QCOMPARE(at.gradient.size(), trained.size());
        for (std::size_t t = 0; t < trained.size(); ++t) {
            // Along the gradient itself, so that the slope is far above rounding.
            const std::vector<float>& way = at.gradient[t].data;
            QCOMPARE(at.gradient[t].name, trained[t].name);
            double slope = 0, losses[2];
            for (const float g : way) slope += static_cast<double>(g) * static_cast<double>(g);
            QVERIFY2(slope > 0, qPrintable(family + " " + QString::fromStdString(trained[t].name)));
            const double size = 2e-2 / std::sqrt(slope);
            for (int side = 0; side < 2; ++side) {
                TensorMap moved = trained;
                for (std::size_t i = 0; i < way.size(); ++i)
                    moved[t].data[i] +=
                        static_cast<float>((side ? -size : size) * static_cast<double>(way[i]));
                losses[side] = must(backbone->step(batch, moved, {}, false)).loss;
            }
            const double measured = (losses[0] - losses[1]) / (2 * size);
            QVERIFY2(std::abs(measured - slope) < 0.02 * slope,
                     qPrintable(QString("%1: slope %2, measured %3")
                                    .arg(QString::fromStdString(trained[t].name))
                                    .arg(slope)
                                    .arg(measured)));
        }
    }

    void rowsThatShareAPrefixAreTheSameAlone_data() { familyRows(); }
    void rowsThatShareAPrefixAreTheSameAlone() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const TensorMap trained = everything(backbone->shape(), 6);
        const std::vector<Packable> rows = packable(backbone->shape(), 2);
        std::vector<PackedRow> packed;
        for (const Packable& row : rows) packed.push_back(row.row());
        const auto together = must(backbone->step(pack(packed), trained, {}, true));
        std::vector<float> logProbs;
        TensorMap sum;
        for (const PackedRow& row : packed) {
            auto alone = must(backbone->step(pack({&row, 1}), trained, {}, true));
            logProbs.insert(logProbs.end(), alone.logProbs.begin(), alone.logProbs.end());
            if (sum.empty()) {
                sum = std::move(alone.gradient);
                continue;
            }
            for (std::size_t t = 0; t < sum.size(); ++t)
                for (std::size_t i = 0; i < sum[t].data.size(); ++i)
                    sum[t].data[i] += alone.gradient[t].data[i];
        }
        QVERIFY(apart(logProbs, together.logProbs, logProbs.size()) < 1e-5);
        for (std::size_t t = 0; t < sum.size(); ++t)
            QVERIFY2(apart(sum[t].data, together.gradient[t].data, sum[t].data.size()) < 1e-4,
                     sum[t].name.c_str());
    }

    void rowsApartMayReadOneRowOfTheEncoder() {
        for (const char* family : {"t5", "bart"}) {
            const auto backbone = loaded(family);
            const TensorMap trained = everything(backbone->shape(), 7);
            const PackedBatch copies = packedRows(packable(backbone->shape(), 2));
            // The last row reads what the first one reads; its own copy is read by none.
            PackedBatch one = copies;
            QCOMPARE(one.rows.back().reads, 5);
            one.rows.back().reads = 0;
            const auto wanted = must(backbone->step(copies, trained, {}, true));
            const auto got = must(backbone->step(one, trained, {}, true));
            QVERIFY(apart(wanted.logProbs, got.logProbs, wanted.logProbs.size()) < 1e-5);
            for (std::size_t t = 0; t < trained.size(); ++t)
                QVERIFY2(apart(wanted.gradient[t].data, got.gradient[t].data, trained[t].data.size()) < 1e-4,
                         trained[t].name.c_str());
        }
    }

    void textsBehindAPrefixAreTheLargestLogits() {
        for (const char* family : {"gpt2", "llama", "t5", "bart"}) {
            const auto backbone = loaded(family);
            const TensorMap trained = everything(backbone->shape(), 8);
            const std::vector<Packable> rows = packable(backbone->shape(), 2);
            Backbone::GenerationOptions options;
            options.maxNew = 5;
            options.start = rows.front().start;
            std::vector<Ids> contexts;
            for (const Packable& row : rows) contexts.push_back(row.context);
            const auto texts = must(backbone->generate(contexts, trained, options, {}));
            for (std::size_t r = 0; r < rows.size(); ++r) {
                QCOMPARE(texts[r].size(), std::size_t{5});
                const PackedRow row{rows[r].context, texts[r], rows[r].start, {}};
                const auto logits = must(backbone->logits(pack({&row, 1}), trained));
                const auto columns = static_cast<std::ptrdiff_t>(backbone->shape().vocabulary);
                for (std::ptrdiff_t i = 0; i < 5; ++i) {
                    const auto first = logits.data.begin() + i * columns;
                    QCOMPARE(static_cast<std::int32_t>(std::max_element(first, first + columns) - first),
                             texts[r][static_cast<std::size_t>(i)]);
                }
            }
        }
    }

    void textsBehindSeveralPromptsAreEachItsPromptsOwn() {
        for (const char* family : {"gpt2", "llama", "t5", "bart"}) {
            const auto backbone = loaded(family);
            const BackboneShape& shape = backbone->shape();
            // Prompts with and without prefixes, of several lengths, and the bare backbone.
            const TensorMap both = everything(shape, 8), soft{drawn("prompt", {3, shape.width}, 9)}, bare;
            TensorMap hard = everything(shape, 10);
            hard.erase(hard.begin());
            std::vector<std::vector<Ids>> contexts;
            Backbone::GenerationOptions options;
            options.maxNew = 6;
            for (const std::int32_t slots : {2, 3, 0, 0}) {
                contexts.emplace_back();
                for (const Packable& row : packable(shape, slots)) {
                    contexts.back().push_back(row.context);
                    options.start = row.start;
                }
            }
            contexts[1].resize(2);
            const std::vector<GenerationInput> inputs{
                {contexts[0], &both}, {contexts[1], &soft}, {contexts[2], &bare}, {contexts[3], &hard}};
            const auto tryWay = [&] {
                const auto together = must(backbone->generateTogether(inputs, options, {}));
                std::size_t row = 0;
                for (const GenerationInput& input : inputs)
                    for (const Ids& text :
                         must(backbone->generate(input.contexts, *input.trained, options, {})))
                        QVERIFY2(text == together.at(row++), family);
                QCOMPARE(row, together.size());
            };
            tryWay();
            options.stop = {must(backbone->generateTogether(inputs, options, {})).front()[2]};
            tryWay();
            options.beams = 3;
            tryWay();
            options.beams = 1;
            options.temperature = 1.3;
            tryWay();
        }
    }

    void aPrefixTakesRoomInTheContext() {
        const auto backbone = loaded("gpt2");
        const BackboneShape& shape = backbone->shape();
        PackedRow row;
        const Ids context(static_cast<std::size_t>(shape.context - 3), 1);
        row.context = context;
        TensorMap trained = everything(shape, 9);
        QVERIFY(backbone->step(pack({&row, 1}), trained, {}, false).has_value());
        const Ids longer(static_cast<std::size_t>(shape.context - 2), 1);
        row.context = longer;
        const auto refused = backbone->step(pack({&row, 1}), trained, {}, false);
        QVERIFY(!refused && refused.error().line().find("context") != std::string::npos);
    }

    void refusesPrefixesThatDoNotFit() {
        const auto backbone = loaded("gpt2");
        PackedRow row;
        const Ids context{1, 2, 3};
        row.context = context;
        const auto refused = [&](auto change) {
            TensorMap trained = everything(backbone->shape(), 10);
            change(trained);
            const auto step = backbone->step(pack({&row, 1}), trained, {}, true);
            return step ? QString() : QString::fromStdString(step.error().line());
        };
        QVERIFY(refused([](TensorMap&) {}).isEmpty());
        QVERIFY(refused([](TensorMap& t) { t.pop_back(); }).contains("without"));
        QVERIFY(refused([](TensorMap& t) { t[1].name = "decoder.cross.key"; }).contains("decoder.cross.key"));
        QVERIFY(refused([](TensorMap& t) {
                    std::swap(t[1].shape[0], t[1].shape[2]);
                }).contains("layers of width"));
        QVERIFY(refused([](TensorMap& t) {
                    t[1].shape[1] = 1;
                    t[1].data.resize(static_cast<std::size_t>(t[1].elements()));
                }).contains("different lengths"));
    }
};

QTEST_GUILESS_MAIN(TestPrefixes)
#include "test_prefixes.moc"
