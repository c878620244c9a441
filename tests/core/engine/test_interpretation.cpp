// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>
#include <algorithm>
#include <cmath>

#include "core/base/random.h"
#include "core/engine/evaluation/interpretation.h"
#include "tests/support/training_setup.h"

using namespace lathe;

namespace {

constexpr std::int64_t kWidth = 8, kWords = 40;

/// Embeddings of which tokens 10 to 14 point almost the same way; what is near is found by cosines.
class WordsBackbone : public FakeBackbone {
  public:
    WordsBackbone() {
        const Random random(3, "words");
        for (std::int64_t token = 0; token < kWords; ++token)
            for (std::int64_t i = 0; i < kWidth; ++i) {
                const auto at = static_cast<std::uint64_t>(token * kWidth + i);
                const bool crowd = token >= 10 && token < 15;
                table_.push_back(static_cast<float>(crowd ? (i == 0 ? 2 : 0) + 0.1 * random.normal(at)
                                                          : random.normal(at)));
            }
    }
    const float* word(std::int64_t token) const { return table_.data() + token * kWidth; }

    Result<HostTensor> embeddings(std::span<const std::int32_t> ids) override {
        HostTensor out{"embeddings", {static_cast<std::int64_t>(ids.size()), kWidth}, {}};
        for (const auto id : ids) out.data.insert(out.data.end(), word(id), word(id) + kWidth);
        return out;
    }
    Result<std::vector<std::vector<NearestToken>>> nearest(const HostTensor& vectors, std::int64_t count,
                                                           std::string_view) override {
        std::vector<std::vector<NearestToken>> all;
        for (std::int64_t row = 0; row < vectors.shape[0]; ++row) {
            std::vector<NearestToken> one;
            for (std::int32_t id = 0; id < kWords; ++id)
                one.push_back({id, cosine(vectors.data.data() + row * kWidth, word(id))});
            std::stable_sort(one.begin(), one.end(), [](auto& a, auto& b) { return a.score > b.score; });
            one.resize(static_cast<std::size_t>(std::min<std::int64_t>(count, kWords)));
            all.push_back(std::move(one));
        }
        return all;
    }
    static double cosine(const float* x, const float* y) {
        double xy = 0, xx = 0, yy = 0;
        for (std::int64_t i = 0; i < kWidth; ++i) {
            xy += static_cast<double>(x[i]) * y[i];
            xx += static_cast<double>(x[i]) * x[i];
            yy += static_cast<double>(y[i]) * y[i];
        }
        return xy / std::sqrt(xx * yy);
    }

  private:
    std::vector<float> table_;
};

/// Two vectors in the crowd and one that is not.
HostTensor somePrompt(const WordsBackbone& backbone) {
    HostTensor prompt{"prompt", {3, kWidth}, {}};
    for (const std::int64_t token : {10, 12, 25})
        prompt.data.insert(prompt.data.end(), backbone.word(token), backbone.word(token) + kWidth);
    return prompt;
}

}  // namespace

class TestInterpretation : public QObject {
    Q_OBJECT
    WordsBackbone backbone_;
    CommonTokenizer tokenizer_;

    Interpretation interpreted(InterpretationAsk ask = {}) {
        const auto out = interpret(backbone_, somePrompt(backbone_), tokenizer_, ask);
        if (!out) qFatal("%s", out.error().line().c_str());
        return *out;
    }

  private Q_SLOTS:
    void aCrowdsWordsAreCloserThanThoseOfRandomVectors() {
        const Interpretation of = interpreted();
        QCOMPARE(of.slots.size(), 3U);
        for (const std::size_t slot : {0U, 1U}) {
            for (const Neighbour& word : of.slots[slot].neighbours)
                QVERIFY2(word.token >= 10 && word.token < 15, qPrintable(QString::number(word.token)));
            QVERIFY2(of.closeness[slot] > 0.9, qPrintable(QString::number(of.closeness[slot])));
        }
        double sum = 0;  // by hand, of the third
        const auto& words = of.slots[2].neighbours;
        QCOMPARE(words.size(), 5U);
        for (std::size_t a = 0; a < 5; ++a)
            for (std::size_t b = a + 1; b < 5; ++b)
                sum += WordsBackbone::cosine(backbone_.word(words[a].token), backbone_.word(words[b].token));
        QVERIFY(std::abs(of.closeness[2] - sum / 10) < 1e-5);
        QVERIFY(std::abs(of.meanCloseness - (of.closeness[0] + of.closeness[1] + of.closeness[2]) / 3) <
                1e-9);
        QVERIFY(of.randomCloseness < of.meanCloseness);
        QVERIFY(of.randomDeviation > 0);
        QVERIFY(of.closerThanRandom >= 1 && of.closerThanRandom <= 3);
    }

    void countsThePositionsOfALabelWhateverItsCapitals() {
        InterpretationAsk ask;
        std::string shouted = tokenizer_.piece(11);
        for (char& c : shouted) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        ask.labels = {" " + shouted + " ", "no such word"};
        const Interpretation of = interpreted(ask);
        QCOMPARE(of.labels.size(), 2U);
        QVERIFY(of.labels[0].positions >= 2);
        QVERIFY(of.labels[0].random < static_cast<double>(of.labels[0].positions));
        QCOMPARE(of.labels[1].positions, 0);
    }

    void saysWhichWordsOfTheTextsAreFavoured() {
        InterpretationAsk ask;
        for (std::int32_t token = 3; token < 20; ++token) ask.textTokens[token] = token == 10 ? 1000 : 1;
        const Interpretation of = interpreted(ask);
        std::int64_t in = 0, all = 0, eleven = 0;
        for (const SlotNeighbours& slot : of.slots)
            for (const Neighbour& word : slot.neighbours) {
                ++all;
                in += ask.textTokens.contains(word.token) ? 1 : 0;
                eleven += word.token == 11 ? 1 : 0;
            }
        QVERIFY(std::abs(of.inTexts - static_cast<double>(in) / static_cast<double>(all)) < 1e-12);
        const auto found = std::find_if(of.favoured.begin(), of.favoured.end(),
                                        [](const FavouredWord& one) { return one.token == 11; });
        QVERIFY(found != of.favoured.end());
        QCOMPARE(found->positions, eleven);
        const double ratio = static_cast<double>(eleven) / static_cast<double>(all) * 1016.0;
        QVERIFY(std::abs(found->ratio - ratio) < 1e-9);
        for (const FavouredWord& one : of.favoured) QVERIFY(one.token != 10);  // common in the texts already
    }

    void findsPositionsThatShareWords() {
        const Interpretation of = interpreted();
        QVERIFY(!of.shared.empty());
        QCOMPARE(of.shared[0].first, 0);
        QCOMPARE(of.shared[0].second, 1);
        QCOMPARE(of.shared[0].words, 5);
    }

    void theSameSeedGivesTheSameRandomVectors() {
        InterpretationAsk other;
        other.seed = 1;
        QCOMPARE(interpreted().randomCloseness, interpreted().randomCloseness);
        QVERIFY(interpreted(other).randomCloseness != interpreted().randomCloseness);
    }

    void refusesASingleWordAPosition() {
        InterpretationAsk ask;
        ask.count = 1;
        const auto out = interpret(backbone_, somePrompt(backbone_), tokenizer_, ask);
        QVERIFY(!out);
        QVERIFY(QString::fromStdString(out.error().line()).contains("two words"));
    }
};

QTEST_GUILESS_MAIN(TestInterpretation)
#include "test_interpretation.moc"
