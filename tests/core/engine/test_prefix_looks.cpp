// SPDX-License-Identifier: Apache-2.0
// How a prefix is looked at, and what its values say: against the attention of the words it was made of, and
// against the weights themselves.
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <map>

#include "tests/support/family_rows.h"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr std::int64_t kFront = 3;

PackedBatch oneText(const Ids& tokens) {
    PackedBatch batch;
    batch.tokens = tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i) batch.positions.push_back(static_cast<std::int32_t>(i));
    batch.rows = {{0, static_cast<std::int32_t>(tokens.size()), -1}};
    return batch;
}

/// Prefixes of two tokens that are the same, wherever the backbone has a place for them.
TensorMap twins(const BackboneShape& shape) {
    TensorMap all;
    const auto add = [&](const std::string& at, std::int64_t layers) {
        for (const char* what : {".key", ".value"}) {
            const std::int64_t width = shape.keyValueHeads * shape.headWidth;
            HostTensor tensor{at + what, {layers, 2, width}, {}};
            const Random random(3, tensor.name);
            for (std::int64_t layer = 0; layer < layers; ++layer)
                for (int twin = 0; twin < 2; ++twin)
                    for (std::int64_t i = 0; i < width; ++i)
                        tensor.data.push_back(static_cast<float>(
                            0.4 * random.normal(static_cast<std::uint64_t>(layer * width + i))));
            all.push_back(std::move(tensor));
        }
    };
    if (shape.kind == BackboneKind::Masked) {
        add("encoder.self", shape.layers);
        return all;
    }
    add("decoder.self", shape.layers);
    if (shape.kind == BackboneKind::EncoderDecoder) {
        add("encoder.self", shape.encoderLayers);
        add("decoder.cross", shape.layers);
    }
    return all;
}

}  // namespace

class TestPrefixLooks : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void sharesAreThoseOfTheWordsItWasMadeOf_data() {
        QTest::addColumn<QString>("family");
        for (const char* family : {"gpt2", "llama", "qwen2"}) QTest::newRow(family) << QString(family);
    }
    void sharesAreThoseOfTheWordsItWasMadeOf() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const BackboneShape& shape = backbone->shape();
        const Ids front{7, 11, 13}, text{17, 19, 23, 29, 31};
        Ids whole = front;
        whole.insert(whole.end(), text.begin(), text.end());
        const TensorMap prefix = must(backbone->keysAndValues(front));
        const TensorMap shares = must(backbone->prefixShares(oneText(text), prefix));
        QCOMPARE(shares.size(), std::size_t(1));
        const HostTensor& share = shares.front();
        QCOMPARE(share.shape, (std::vector<std::int64_t>{shape.layers, 5, kFront}));
        // The same words as text: their queries, keys and sums.
        const TensorMap looks = must(backbone->queries(oneText(whole)));
        const HostTensor &query = *find(looks, "decoder.self.query"),
                         &sums = *find(looks, "decoder.self.log_sum"),
                         &keys = *find(prefix, "decoder.self.key");
        const std::int64_t width = shape.headWidth, group = shape.heads / shape.keyValueHeads;
        for (std::int64_t layer = 0; layer < shape.layers; ++layer)
            for (std::int64_t row = 0; row < 5; ++row)
                for (std::int64_t p = 0; p < kFront; ++p) {
                    double expected = 0;
                    for (std::int64_t head = 0; head < shape.heads; ++head) {
                        double score = 0;
                        for (std::int64_t i = 0; i < width; ++i)
                            score +=
                                static_cast<double>(query.data[static_cast<std::size_t>(
                                    (layer * 8 + kFront + row) * shape.heads * width + head * width + i)]) *
                                static_cast<double>(keys.data[static_cast<std::size_t>(
                                    (layer * kFront + p) * shape.keyValueHeads * width +
                                    head / group * width + i)]);
                        expected += std::exp(score - static_cast<double>(sums.data[static_cast<std::size_t>(
                                                         (layer * 8 + kFront + row) * shape.heads + head)]));
                    }
                    expected /= static_cast<double>(shape.heads);
                    const auto got = static_cast<double>(
                        share.data[static_cast<std::size_t>((layer * 5 + row) * kFront + p)]);
                    QVERIFY2(std::fabs(got - expected) < 2e-4,
                             qPrintable(QString("%1: %2, %3").arg(layer).arg(got).arg(expected)));
                }
    }

    void everyPlaceHasSharesBelowOne_data() {
        QTest::addColumn<QString>("family");
        for (const char* family : kFamilies) QTest::newRow(family) << QString(family);
    }
    void everyPlaceHasSharesBelowOne() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        std::vector<Packable> rows = packable(backbone->shape(), 0);
        rows.resize(1);
        const PackedRow row = rows.front().row();
        const TensorMap prefix = twins(backbone->shape());
        const TensorMap shares = must(backbone->prefixShares(pack({&row, 1}), prefix));
        QCOMPARE(shares.size(), prefix.size() / 2);
        for (const HostTensor& share : shares) {
            QCOMPARE(share.shape[2], 2);
            for (std::size_t i = 0; i < share.data.size(); i += 2) {
                QVERIFY(share.data[i] > 0 && share.data[i] + share.data[i + 1] < 1);
                QVERIFY(std::fabs(share.data[i] - share.data[i + 1]) < 1e-6F);
            }
        }
        QVERIFY(!backbone->prefixShares(pack({&row, 1}), {}));
    }

    void favouredWordsFollowTheWeights() {
        const auto backbone = loaded("llama");
        const BackboneShape& shape = backbone->shape();
        const std::int64_t keyWidth = shape.keyValueHeads * shape.headWidth,
                           wide = shape.heads * shape.headWidth;
        HostTensor values{"decoder.self.value", {shape.layers, 2, keyWidth}, {}};
        const Random random(9, "values");
        for (std::int64_t i = 0; i < values.elements(); ++i)
            values.data.push_back(static_cast<float>(random.normal(static_cast<std::uint64_t>(i))));
        const auto words = must(backbone->favoured(values, 4));
        QCOMPARE(words.size(), static_cast<std::size_t>(shape.layers * 2));
        std::map<std::string, HostTensor> weights;
        for (const auto& info : backbone->weights()) weights[info.name] = must(backbone->weight(info.name));
        const HostTensor& norm = weights.at("model.norm.weight");
        const HostTensor& head = weights.contains("lm_head.weight") ? weights.at("lm_head.weight")
                                                                    : weights.at("model.embed_tokens.weight");
        const std::int64_t layer = shape.layers - 1, token = 1;
        const HostTensor& out =
            weights.at("model.layers." + std::to_string(layer) + ".self_attn.o_proj.weight");
        std::vector<double> added(static_cast<std::size_t>(shape.width));
        double square = 0;
        for (std::size_t i = 0; i < added.size(); ++i) {
            for (std::int64_t h = 0; h < wide; ++h)
                added[i] += static_cast<double>(
                                out.data[i * static_cast<std::size_t>(wide) + static_cast<std::size_t>(h)]) *
                            static_cast<double>(values.data[static_cast<std::size_t>(
                                (layer * 2 + token) * keyWidth +
                                h / shape.headWidth / (shape.heads / shape.keyValueHeads) * shape.headWidth +
                                h % shape.headWidth)]);
            square += added[i] * added[i];
        }
        const double scale = 1 / std::sqrt(square / static_cast<double>(shape.width));
        std::vector<std::pair<double, std::int32_t>> all;
        for (std::int64_t id = 0; id < shape.vocabulary; ++id) {
            double logit = 0;
            for (std::size_t i = 0; i < added.size(); ++i)
                logit += added[i] * scale * static_cast<double>(norm.data[i]) *
                         static_cast<double>(head.data[static_cast<std::size_t>(id) * added.size() + i]);
            all.emplace_back(-logit, static_cast<std::int32_t>(id));
        }
        std::sort(all.begin(), all.end());
        const auto& found = words[static_cast<std::size_t>(layer * 2 + token)];
        QCOMPARE(found.size(), std::size_t(4));
        for (std::size_t i = 0; i < found.size(); ++i) {
            QCOMPARE(found[i].token, all[i].second);
            QVERIFY(std::fabs(found[i].score + all[i].first) < 1e-4);
        }
        values.name = "encoder.self.value";
        QVERIFY(!backbone->favoured(values, 4));
        QVERIFY(!loaded("bert")->favoured(values, 4));
    }
};

QTEST_GUILESS_MAIN(TestPrefixLooks)
#include "test_prefix_looks.moc"
