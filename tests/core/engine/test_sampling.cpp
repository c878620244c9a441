// SPDX-License-Identifier: Apache-2.0
// Sampled texts have the distribution that temperature, top-k and top-p define: chi-squared over the joint
// counts of the first two tokens, against shares computed here from whole forward passes.
#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "tests/support/family_rows.h"

using namespace lathe;
using namespace lathe::test;

namespace {

using Shares = std::vector<double>;
struct Setting {
    double temperature = 1;
    std::int64_t topK = 0;
    double topP = 1;
};

constexpr std::size_t kRows = 4000;
constexpr std::uint64_t kSeeds = 3;
const Ids kContext{5, 9, 33, 17};

/// Logits of the token behind `written`, by a whole forward pass.
std::vector<float> logitsAfter(Backbone& backbone, const Ids& written) {
    const Ids answer{0};
    Ids context = kContext, start;
    if (backbone.shape().kind == BackboneKind::EncoderDecoder) {
        start = {backbone.shape().decoderStart};
        start.insert(start.end(), written.begin(), written.end());
    } else {
        context.insert(context.end(), written.begin(), written.end());
    }
    const PackedRow row{context, answer, start, {}};
    return must(backbone.logits(pack({&row, 1}), {})).data;
}

/// What the definitions say: softmax of logits over the temperature, the k likeliest, and of these the fewest
/// that hold the share p.
Shares sharesOf(const std::vector<float>& logits, const Setting& setting) {
    const double top = *std::max_element(logits.begin(), logits.end());
    std::vector<std::size_t> order(logits.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return logits[a] > logits[b]; });
    if (setting.topK > 0) order.resize(std::min(order.size(), static_cast<std::size_t>(setting.topK)));
    Shares out(logits.size(), 0.0);
    double whole = 0;
    for (const auto token : order)
        whole += out[token] = std::exp((static_cast<double>(logits[token]) - top) / setting.temperature);
    double held = 0, kept = 0;
    for (const auto token : order) {
        const bool within = held < setting.topP;
        held += out[token] / whole;
        if (!within) out[token] = 0;
        kept += out[token];
    }
    for (double& share : out) share /= kept;
    return out;
}

/// Logits of the first token, then of the second behind each first one.
std::vector<std::vector<float>> pairLogits(Backbone& backbone) {
    std::vector<std::vector<float>> out{logitsAfter(backbone, {})};
    for (std::int32_t a = 0; a < backbone.shape().vocabulary; ++a) out.push_back(logitsAfter(backbone, {a}));
    return out;
}

/// Joint shares of the first two tokens.
std::vector<Shares> pairShares(const std::vector<std::vector<float>>& logits, const Setting& setting) {
    const Shares first = sharesOf(logits[0], setting);
    std::vector<Shares> out;
    for (std::size_t a = 0; a < first.size(); ++a) {
        out.push_back(sharesOf(logits[a + 1], setting));
        for (double& share : out[a]) share *= first[a];
    }
    return out;
}

std::map<std::pair<std::int32_t, std::int32_t>, int> sampled(Backbone& backbone, const Setting& setting) {
    Backbone::GenerationOptions options;
    options.maxNew = 2;
    options.temperature = setting.temperature;
    options.topK = setting.topK;
    options.topP = setting.topP;
    if (backbone.shape().kind == BackboneKind::EncoderDecoder)
        options.start = {backbone.shape().decoderStart};
    std::map<std::pair<std::int32_t, std::int32_t>, int> counts;
    for (options.seed = 1; options.seed <= kSeeds; ++options.seed)
        for (const Ids& row : must(backbone.generate(std::vector<Ids>(kRows, kContext), {}, options, {})))
            ++counts[{row.at(0), row.at(1)}];
    return counts;
}

/// How far a statistic lies from its chi-squared distribution's middle, in standard deviations (Wilson and
/// Hilferty); infinite where a pair was drawn that cannot be.
double deviation(const std::map<std::pair<std::int32_t, std::int32_t>, int>& counts,
                 const std::vector<Shares>& shares, int* cells = nullptr) {
    const double draws = static_cast<double>(kRows * kSeeds);
    double sum = 0, restExpected = 0, restCount = 0;
    int used = 0;
    const auto add = [&](double count, double expected) {
        sum += (count - expected) * (count - expected) / expected;
        ++used;
    };
    for (std::size_t a = 0; a < shares.size(); ++a)
        for (std::size_t b = 0; b < shares.size(); ++b) {
            const auto at = counts.find({static_cast<std::int32_t>(a), static_cast<std::int32_t>(b)});
            const double count = at == counts.end() ? 0 : at->second, expected = shares[a][b] * draws;
            if (expected == 0 && count > 0) return INFINITY;
            if (expected >= 5) {
                add(count, expected);
            } else {
                restExpected += expected;
                restCount += count;
            }
        }
    if (restExpected > 0) add(restCount, restExpected);
    if (cells) *cells = used;
    const double freedom = std::max(used - 1, 1), step = 2 / (9 * freedom);
    return (std::cbrt(sum / freedom) - (1 - step)) / std::sqrt(step);
}

}  // namespace

class TestSampling : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void countsFollowTheDefinitions_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<double>("temperature");
        QTest::addColumn<int>("topK");
        QTest::addColumn<double>("topP");
        // The small T5's logits lie close together.
        for (const auto& [family, scale] : {std::pair{"gpt2", 1.0}, std::pair{"t5", 0.1}})
            for (const Setting& s :
                 {Setting{1, 0, 1}, Setting{0.5, 0, 1}, Setting{1.7, 0, 1}, Setting{1, 5, 1},
                  Setting{1, 0, 0.8}, Setting{0.7, 12, 0.9}, Setting{2, 20, 0.6}})
                QTest::addRow("%s, temperature %g, top-k %d, top-p %g", family, s.temperature * scale,
                              static_cast<int>(s.topK), s.topP)
                    << family << s.temperature * scale << static_cast<int>(s.topK) << s.topP;
    }
    void countsFollowTheDefinitions() {
        QFETCH(QString, family);
        QFETCH(double, temperature);
        QFETCH(int, topK);
        QFETCH(double, topP);
        const auto backbone = loaded(family);
        const Setting setting{temperature, topK, topP};
        const auto counts = sampled(*backbone, setting);
        const auto logits = pairLogits(*backbone);
        int cells = 0;
        const double away = deviation(counts, pairShares(logits, setting), &cells);
        QVERIFY2(cells >= 10, qPrintable(QString::number(cells)));
        qInfo("%d cells, %.2f standard deviations", cells, away);
        QVERIFY2(std::abs(away) < 3.5, qPrintable(QString::number(away)));
        // The measure sees a temperature that is half as much again, one token more and a larger share.
        QVERIFY(deviation(counts, pairShares(logits, {temperature * 1.5, topK, topP})) > 5);
        if (topK > 0 && topP == 1)
            QVERIFY(deviation(counts, pairShares(logits, {temperature, topK + 1, topP})) > 5);
        if (topP < 1) QVERIFY(deviation(counts, pairShares(logits, {temperature, topK, topP + 0.1})) > 5);
    }
};

QTEST_GUILESS_MAIN(TestSampling)
#include "test_sampling.moc"
