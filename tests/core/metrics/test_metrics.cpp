// SPDX-License-Identifier: Apache-2.0
// Metrics against the figures of sacrebleu, rouge-score, scikit-learn and SciPy (fixtures/metrics/make.py),
// on pairs that both make from the same numbers.
#include <QtTest/QtTest>
#include <cmath>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "core/metrics/bootstrap.h"
#include "core/metrics/metric.h"

using namespace lathe;

namespace {

/// fixtures/metrics/make.py's words, draws and pairs.
const std::vector<std::string> kWords = {
    "the",       "The",      "a",           "an",      "cat",         "Cat,",
    "dog.",      "sat",      "on",          "mat",     "U.S.",        "3.5",
    "1,000",     "5-6",      "e-mail",      "(and)",   "\"quoted\"",  "&amp;",
    "&lt;b&gt;", "&amp;lt;", "it's",        "don’t",   "café",        "straße",
    "ΣΟΦΟΣ",     "İstanbul", "\u212aelvin", "中文",    "<skipped>",   "-",
    "--",        ".",        "...",         "a.b,c",   "x,1",         "1.x",
    "$5",        "50%",      "/",           "~",       "under_score", "🙂",
    "no",        "yes",      "an.",         "the-end", "مرحبا",       "re\u0301sume\u0301",
    "\u01c5",    "2½"};
const std::vector<std::string> kBetween = {" ",  " ",  " ", " ",      " ",  " ",   " ",      " ",
                                           "\n", "  ", "",  "\u00a0", "\t", "-\n", "\u2028", " \n"};

class Draw {
  public:
    explicit Draw(std::uint64_t seed) : state_(seed) {}
    std::size_t operator()(std::size_t bound) {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>((state_ >> 33) % bound);
    }

  private:
    std::uint64_t state_;
};

std::string said(Draw& draw, const std::vector<std::string>& base) {
    std::vector<std::string> words;
    for (const std::string& word : base) {
        const auto way = draw(10);
        if (way == 0) continue;
        words.push_back(way == 1 ? kWords[draw(kWords.size())] : word);
        if (way == 2) words.push_back(kWords[draw(kWords.size())]);
    }
    std::string text;
    for (std::size_t k = 0; k < words.size(); ++k) {
        if (k > 0) text += kBetween[draw(kBetween.size())];
        text += words[k];
    }
    return text;
}

Measured pairs(std::uint64_t seed, std::int64_t rows, std::int64_t references) {
    Draw draw(seed);
    Measured measured;
    for (std::int64_t row = 0; row < rows; ++row) {
        std::vector<std::string> base(1 + draw(24));
        for (std::string& word : base) word = kWords[draw(kWords.size())];
        measured.texts.push_back(said(draw, base));
        auto& all = measured.references.emplace_back();
        for (std::int64_t r = 0; r < references; ++r) all.push_back(said(draw, base));
    }
    return measured;
}

Measured labels(std::uint64_t seed, std::int64_t rows) {
    Draw draw(seed);
    Measured measured;
    measured.sameClasses = true;
    for (std::int64_t row = 0; row < rows; ++row) {
        const auto truth = static_cast<std::int32_t>(draw(5));
        measured.truth.push_back(truth);
        measured.chosen.push_back(draw(3) > 0 ? truth : static_cast<std::int32_t>(draw(6)));
        measured.confidence.push_back(static_cast<double>(1 + draw(1000)) / 1000);
    }
    return measured;
}

Measured ranks(std::uint64_t seed, std::int64_t rows) {
    constexpr std::size_t kCandidates = 40, kMost = 1 << 30;
    Draw draw(seed);
    Measured measured;
    for (std::int64_t row = 0; row < rows; ++row) {
        std::vector<std::size_t> raw(kCandidates);
        for (std::size_t& value : raw) value = 1 + draw(kMost);
        const std::size_t truth = draw(kCandidates);
        if (draw(2) > 0) raw[truth] = kMost + 1 + draw(1000);
        measured.rank.push_back(
            std::ranges::count_if(raw, [&](std::size_t value) { return value >= raw[truth]; }));
    }
    return measured;
}

void holds(const Measured& measured, const Json& figures) {
    const auto metrics = measure(measured);
    QVERIFY(figures.size() > 0);
    for (const auto& [name, value] : figures.members()) {
        QVERIFY2(metrics.contains(name), name.c_str());
        QVERIFY2(std::abs(metrics.at(name) - value.toNumber()) < 1e-6,
                 qPrintable(QStringLiteral("%1: %2 is not %3")
                                .arg(QString::fromStdString(name))
                                .arg(metrics.at(name), 0, 'g', 12)
                                .arg(value.toNumber(), 0, 'g', 12)));
    }
}

}  // namespace

class TestMetrics : public QObject {
    Q_OBJECT
    Json figures_;

  private Q_SLOTS:
    void initTestCase() {
        const auto text = readFile(std::string(LATHE_FIXTURES) + "/metrics/figures.json");
        QVERIFY(text);
        figures_ = *Json::parse(*text);
    }

    void aThousandTextsScoreAsTheLibrariesScoreThem() {
        for (const Json& one : figures_["pairs"].items())
            holds(pairs(static_cast<std::uint64_t>(one["seed"].toInteger()), one["rows"].toInteger(),
                        one["references"].toInteger()),
                  one["figures"]);
    }

    void singleTextsScoreAsTheLibrariesScoreThem() {
        for (const Json& one : figures_["few"].items()) {
            Measured measured;
            measured.texts = {one["prediction"].string()};
            for (const Json& text : one["references"].items())
                measured.references.resize(1), measured.references[0].push_back(text.string());
            holds(measured, one["figures"]);
        }
    }

    void decisionsScoreAsScikitLearnScoresThem() {
        for (const Json& one : figures_["labels"].items())
            holds(labels(static_cast<std::uint64_t>(one["seed"].toInteger()), one["rows"].toInteger()),
                  one["figures"]);
    }

    void ranksScoreAsScikitLearnScoresThem() {
        for (const Json& one : figures_["ranks"].items())
            holds(ranks(static_cast<std::uint64_t>(one["seed"].toInteger()), one["rows"].toInteger()),
                  one["figures"]);
    }

    void fewDecisionsScoreAsScikitLearnScoresThem() {
        const auto text = readFile(std::string(LATHE_FIXTURES) + "/training/metrics.json");
        QVERIFY(text);
        const Json all = *Json::parse(*text);
        for (const Json& one : all.items()) {
            Measured measured;
            measured.sameClasses = true;
            for (const Json& value : one["truth"].items())
                measured.truth.push_back(static_cast<std::int32_t>(value.toInteger()));
            for (const Json& value : one["chosen"].items())
                measured.chosen.push_back(static_cast<std::int32_t>(value.toInteger()));
            Json figures = one;
            figures.erase("truth");
            figures.erase("chosen");
            holds(measured, figures);
        }
    }

    void mcNemarIsTheBinomialTest() {
        for (const Json& one : figures_["mcnemar"].items()) {
            const auto alone = static_cast<std::size_t>(one.items()[0].toInteger()),
                       other = static_cast<std::size_t>(one.items()[1].toInteger());
            std::vector<bool> first(alone + other + 7, true), second(first.size(), true);
            std::fill_n(second.begin(), alone, false);
            std::fill_n(first.begin() + static_cast<std::ptrdiff_t>(alone), other, false);
            const McNemar test = mcNemar(first, second);
            QCOMPARE(test.onlyFirst, static_cast<std::int64_t>(alone));
            QCOMPARE(test.onlySecond, static_cast<std::int64_t>(other));
            QVERIFY(std::abs(test.p - one.items()[2].toNumber()) < 1e-9);
        }
    }

    void onlyWhatWasMeasuredHasAMetric() {
        QVERIFY(measure({}).empty());
        Measured decided = labels(1, 5);
        QVERIFY(!measure(decided).contains("loss"));
        QVERIFY(!measure(decided).contains("exact_match"));
        decided.sameClasses = false;
        QVERIFY(measure(decided).contains("accuracy"));
        QVERIFY(!measure(decided).contains("f1_macro"));
        QVERIFY(!measure(decided).contains("mcc"));
        QVERIFY(metricNamed("p@10").has_value());
        QVERIFY(!metricNamed("p_at_10").has_value());
        QVERIFY(metricNamed("loss")->lowerIsBetter);
        QVERIFY(metricNamed("rougeLsum")->ofTexts);
    }

    void anAnswerThatIsNoLabelMissesAndIsNoClass() {
        Measured measured;
        measured.sameClasses = true;
        measured.truth = {0, 0, 1, 1};
        measured.chosen = {0, -1, 1, 1};
        const auto metrics = measure(measured);
        QCOMPARE(metrics.at("accuracy"), 0.75);
        QVERIFY(std::abs(metrics.at("f1_macro") - (2.0 / 3 + 1) / 2) < 1e-12);
        QVERIFY(std::abs(metrics.at("f1_micro") - 6.0 / 7) < 1e-12);
    }

    void groupsAreRightTogether() {
        Measured measured = labels(1, 6);
        measured.truth = {0, 1, 0, 1, 1, 0};
        measured.chosen = {0, 1, 0, 0, 1, 0};
        measured.group = {"q1", "q2", "q1", "q2", "q3", "q3"};
        QCOMPARE(measure(measured).at("exact_match"), 2.0 / 3);
        Measured texts;
        texts.texts = {"A dog", "cat", "bird"};
        texts.references = {{"the dog"}, {"dog"}, {"fish", "Bird!"}};
        texts.group = {"1", "1", "2"};
        QCOMPARE(measure(texts).at("exact_match"), 0.5);
        texts.group.clear();
        QCOMPARE(measure(texts).at("exact_match"), 2.0 / 3);
    }

    void lossAndPerplexityAddUpTokensOrRows() {
        Measured measured;
        measured.logLikelihood = {-1, -5};
        measured.tokens = {1, 2};
        QCOMPARE(measure(measured).at("loss"), 2.0);
        QCOMPARE(measure(measured).at("perplexity"), std::exp(2.0));
        measured.lossOverRows = true;
        QCOMPARE(measure(measured).at("loss"), 3.0);
        QCOMPARE(measure(measured).at("perplexity"), std::exp(2.0));
    }

    void anIntervalOfAShareIsTheBinomials() {
        // 300 of 400 rows are right: the share's deviation is 0.02165.
        Measured measured;
        for (int row = 0; row < 400; ++row)
            measured.truth.push_back(0), measured.chosen.push_back(row % 4 > 0 ? 0 : 1);
        const Interval interval = bootstrapIntervals(measured).at("accuracy");
        QVERIFY(std::abs(interval.low - (0.75 - 1.96 * 0.02165)) < 0.005);
        QVERIFY(std::abs(interval.high - (0.75 + 1.96 * 0.02165)) < 0.005);
        QCOMPARE(bootstrapIntervals(measured).at("accuracy").low, interval.low);
        QVERIFY(bootstrapIntervals(measured, 1000, 1).at("accuracy").low != interval.low ||
                bootstrapIntervals(measured, 1000, 1).at("accuracy").high != interval.high);
        QVERIFY(bootstrapIntervals(measured, 0).empty());
    }

    void aPairedDifferenceSeesWhatRowsShare() {
        // The second is right on 30 more of the same rows, and wrong on 6 others: 24 of 400 better.
        Measured first, second;
        for (int row = 0; row < 400; ++row) {
            first.truth.push_back(0);
            first.chosen.push_back(row < 250 ? 0 : 1);
            second.truth.push_back(0);
            second.chosen.push_back((row >= 6 && row < 280) ? 0 : 1);
        }
        const PairedDifference found = pairedBootstrap(first, second).at("accuracy");
        QCOMPARE(found.first, 0.625);
        QVERIFY(std::abs(found.second - 0.685) < 1e-12);
        // Its deviation by the 36 rows that differ: sqrt(36 - 24^2 / 400) / 400.
        const double deviation = std::sqrt(36 - 24.0 * 24 / 400) / 400;
        QVERIFY(std::abs(found.interval.low - (0.06 - 1.96 * deviation)) < 0.005);
        QVERIFY(std::abs(found.interval.high - (0.06 + 1.96 * deviation)) < 0.005);
        QVERIFY(found.p < 0.005);
        const PairedDifference same = pairedBootstrap(first, first).at("accuracy");
        QCOMPARE(same.p, 1.0);
        QCOMPARE(same.interval.high, 0.0);
        second.truth.pop_back(), second.chosen.pop_back();
        QVERIFY(pairedBootstrap(first, second).empty());
    }

    void intervalsOfTextsHoldTheScore() {
        const Measured measured = pairs(9, 200, 2);
        const auto metrics = measure(measured);
        for (const auto& [name, interval] : bootstrapIntervals(measured)) {
            QVERIFY2(interval.low < metrics.at(name) && metrics.at(name) < interval.high, name.c_str());
            QVERIFY2(interval.high - interval.low < 15, name.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "test_metrics.moc"
