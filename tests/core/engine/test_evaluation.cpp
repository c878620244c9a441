// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "core/base/text.h"
#include "core/engine/evaluation/evaluate.h"
#include "core/engine/evaluation/scoring.h"
#include "tests/support/training_setup.h"

using namespace lathe;

namespace {

const std::vector<std::string> kLabels = {"a", "b", "c"};

TensorMap somePrompt(std::int64_t slots = 4) {
    HostTensor prompt{"prompt", {slots, 8}, {}};
    const Random random(5, "prompt");
    for (std::int64_t i = 0; i < prompt.elements(); ++i)
        prompt.data.push_back(static_cast<float>(random.normal(static_cast<std::uint64_t>(i))));
    return {prompt};
}

/// The log-likelihood of an answer by the plain sum over its tokens, one row at a time.
double plainLogProb(FakeBackbone& backbone, const TensorMap& trained, std::vector<std::int32_t> context,
                    const std::vector<std::int32_t>& answer) {
    double sum = 0;
    for (const auto token : answer) {
        const std::vector<std::int32_t> one = {token};
        const PackedRow row{context, one};
        sum += backbone.logProbs(pack({&row, 1}), trained, one)->data[0];
        context.push_back(token);
    }
    return sum;
}

}  // namespace

class TestEvaluation : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void ranksOneTokenAnswersAsTheyScoreAlone() {
        FakeBackbone backbone;
        const CommonTokenizer tokenizer;
        const auto rows = smallRows(30, 9);
        const auto prompt = somePrompt();
        const auto evaluation = evaluate(backbone, prompt, smallRecipe(), rows, kLabels, tokenizer);
        QVERIFY(evaluation);
        QCOMPARE(evaluation->examples, 30);
        QCOMPARE(evaluation->predictions.size(), 30U);
        double loss = 0, right = 0;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            std::vector<double> scores;
            for (const auto& answer : rows[r].answers)
                scores.push_back(plainLogProb(backbone, prompt, rows[r].context, answer));
            const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
            loss -= scores[static_cast<std::size_t>(rows[r].truth)] / 30;
            right += best == rows[r].truth ? 1 : 0;
            const Prediction& prediction = evaluation->predictions[r];
            QCOMPARE(prediction.row, rows[r].row);
            QCOMPARE(prediction.prediction, kLabels[static_cast<std::size_t>(best)]);
            QCOMPARE(prediction.label, kLabels[static_cast<std::size_t>(rows[r].truth)]);
            double sum = 0;
            for (const auto& [label, score] : prediction.scores) sum += score;
            QVERIFY(std::abs(sum - 1) < 1e-9);
            QVERIFY(std::abs(std::log(prediction.scores.at("a") / prediction.scores.at("b")) -
                             (scores[0] - scores[1])) < 1e-5);
        }
        QVERIFY(std::abs(evaluation->metrics.at("loss") - loss) < 1e-5);
        QVERIFY(std::abs(evaluation->metrics.at("perplexity") - std::exp(loss)) < 1e-4);
        QCOMPARE(evaluation->metrics.at("accuracy"), right / 30);
    }

    void ranksAnswersOfSeveralTokensByTheirSum() {
        FakeBackbone backbone;
        const CommonTokenizer tokenizer;
        auto rows = smallRows(12, 9);
        for (EncodedRow& row : rows) row.answers = {{5, 8}, {6}, {7, 9, 4}};
        const auto prompt = somePrompt();
        const auto evaluation = evaluate(backbone, prompt, smallRecipe(), rows, kLabels, tokenizer);
        QVERIFY(evaluation);
        double loss = 0, tokens = 0;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            std::vector<double> scores;
            for (const auto& answer : rows[r].answers)
                scores.push_back(plainLogProb(backbone, prompt, rows[r].context, answer));
            const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
            QCOMPARE(evaluation->predictions[r].prediction, kLabels[static_cast<std::size_t>(best)]);
            loss -= scores[static_cast<std::size_t>(rows[r].truth)];
            tokens += static_cast<double>(rows[r].answers[static_cast<std::size_t>(rows[r].truth)].size());
        }
        QVERIFY(std::abs(evaluation->metrics.at("loss") - loss / tokens) < 1e-5);
        const auto sentences =
            evaluate(backbone, prompt, smallRecipe({"task.loss=sentence"}), rows, kLabels, tokenizer);
        QVERIFY(std::abs(sentences->metrics.at("loss") - loss / 12) < 1e-5);
        QCOMPARE(sentences->metrics.at("perplexity"), evaluation->metrics.at("perplexity"));
    }

    void theLossOverLabelsLooksAtTheLabelsAlone() {
        FakeBackbone backbone;
        const CommonTokenizer tokenizer;
        const auto rows = smallRows(10, 9);
        const auto evaluation =
            evaluate(backbone, somePrompt(), smallRecipe({"task.loss=labels"}), rows, kLabels, tokenizer);
        QVERIFY(evaluation);
        double loss = 0;
        for (const Prediction& prediction : evaluation->predictions)
            loss -= std::log(prediction.scores.at(prediction.label)) / 10;
        QVERIFY(std::abs(evaluation->metrics.at("loss") - loss) < 1e-9);
    }

    void theBareBackboneReadsRowsWithoutSlots() {
        FakeBackbone backbone;
        const CommonTokenizer tokenizer;
        const auto with = evaluate(backbone, {}, smallRecipe(), smallRows(10, 9, 4), kLabels, tokenizer);
        const auto without = evaluate(backbone, {}, smallRecipe(), smallRows(10, 9, 0), kLabels, tokenizer);
        QVERIFY(with && without);
        QCOMPARE(with->metrics, without->metrics);
        auto empty = smallRows(2, 9, 0);
        empty[0].context.clear();
        QVERIFY(evaluate(backbone, {}, smallRecipe(), empty, kLabels, tokenizer));
    }

    void batchesStayWithinTheirBudgetAndChangeNothing() {
        FakeBackbone backbone;
        const CommonTokenizer tokenizer;
        auto rows = smallRows(400, 9);
        for (std::size_t r = 0; r < rows.size(); r += 3)
            rows[r].context.insert(rows[r].context.end(), 40, 12);
        const auto all = evaluate(backbone, somePrompt(), smallRecipe(), rows, kLabels, tokenizer);
        QVERIFY(all);
        QVERIFY(backbone.mostTokens > scoring::kBatchTokens / 2);
        QVERIFY(backbone.mostTokens <= scoring::kBatchTokens);
        const auto last = evaluate(backbone, somePrompt(), smallRecipe(), {rows.back()}, kLabels, tokenizer);
        QCOMPARE(last->predictions[0].scores, all->predictions.back().scores);
    }

    void rowsWithoutAnAnswerArePredictedAndNotCounted() {
        FakeBackbone backbone;
        const CommonTokenizer tokenizer;
        auto rows = smallRows(3, 9);
        rows[1].truth = -1;
        const auto evaluation = evaluate(backbone, somePrompt(), smallRecipe(), rows, kLabels, tokenizer);
        QVERIFY(evaluation);
        QCOMPARE(evaluation->examples, 3);
        QCOMPARE(evaluation->predictions.size(), 3U);
        QVERIFY(evaluation->predictions[1].label.empty());
        const auto two =
            evaluate(backbone, somePrompt(), smallRecipe(), {rows[0], rows[2]}, kLabels, tokenizer);
        QCOMPARE(evaluation->metrics, two->metrics);
        rows[0].truth = rows[2].truth = -1;
        QVERIFY(evaluate(backbone, somePrompt(), smallRecipe(), rows, kLabels, tokenizer)->metrics.empty());
    }

    void canBeCancelledBetweenBatches() {
        FakeBackbone backbone;
        const CommonTokenizer tokenizer;
        int asked = 0;
        const auto evaluation = evaluate(backbone, somePrompt(), smallRecipe(), smallRows(900, 9), kLabels,
                                         tokenizer, [&] { return ++asked < 3; });
        QVERIFY(!evaluation);
        QCOMPARE(asked, 3);
    }

    void targetsAreMeasuredAndDecodedWhenAsked() {
        FakeBackbone backbone;
        const CommonTokenizer tokenizer;
        Json json = smallRecipe().json();
        QVERIFY(setOption(json, "task.kind=generate", catalogue()));
        QVERIFY(setOption(json, "task.template={prompt}{text}{target}", catalogue()));
        QVERIFY(setOption(json, "training.choose_by=loss", catalogue()));
        const auto recipe = checkRecipe(json, catalogue());
        QVERIFY2(recipe, recipe ? "" : recipe.error().line().c_str());
        auto rows = smallRows(4, 9);
        for (EncodedRow& row : rows) row.answers = {{5, 8, 1}}, row.truth = 0;
        const auto prompt = somePrompt();
        // What the toy writes itself is its own right answer.
        Backbone::GenerationOptions options;
        options.maxNew = 3;
        options.stop = {1};
        const std::vector<std::vector<std::int32_t>> contexts = {rows[2].context};
        rows[2].answers = {backbone.generate(contexts, prompt, options, {})->front()};
        const bool ended = rows[2].answers[0].size() < 3;
        rows[2].answers[0].push_back(1);
        const auto quick = evaluate(backbone, prompt, *recipe, rows, {}, tokenizer);
        QVERIFY(quick);
        QVERIFY(quick->predictions.empty());
        QVERIFY(!quick->metrics.contains("accuracy"));
        double sum = 0, tokens = 0;
        for (const EncodedRow& row : rows) {
            sum -= plainLogProb(backbone, prompt, row.context, row.answers[0]);
            tokens += static_cast<double>(row.answers[0].size());
        }
        QVERIFY(std::abs(quick->metrics.at("loss") - sum / tokens) < 1e-5);
        const auto decoded = evaluate(backbone, prompt, *recipe, rows, {}, tokenizer, {}, Decode::Yes);
        QVERIFY(decoded);
        QCOMPARE(decoded->predictions.size(), 4U);
        QCOMPARE(decoded->metrics.at("loss"), quick->metrics.at("loss"));
        for (const char* name :
             {"exact_match", "token_f1", "bleu", "chrf", "rouge1", "rouge2", "rougeL", "rougeLsum"})
            QVERIFY2(decoded->metrics.contains(name), name);
        rows[0].texts = {"no", decoded->predictions[0].prediction};
        const auto several = evaluate(backbone, prompt, *recipe, {rows[0]}, {}, tokenizer, {}, Decode::Yes);
        QCOMPARE(several->predictions[0].references, rows[0].texts);
        QCOMPARE(several->metrics.at("exact_match"), 1.0);
        if (ended) QCOMPARE(decoded->predictions[2].prediction, decoded->predictions[2].label);
    }

    void rankingByTheMeanDividesByLength() {
        FakeBackbone backbone;
        const CommonTokenizer tokenizer;
        auto rows = smallRows(20, 9);
        for (EncodedRow& row : rows) row.answers = {{5, 8}, {6}, {7, 9, 4}};
        const auto prompt = somePrompt();
        const auto evaluation =
            evaluate(backbone, prompt, smallRecipe({"task.rank=mean"}), rows, kLabels, tokenizer);
        const auto sums = evaluate(backbone, prompt, smallRecipe(), rows, kLabels, tokenizer);
        QVERIFY(evaluation && sums);
        bool differs = false;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            std::vector<double> scores;
            for (const auto& answer : rows[r].answers)
                scores.push_back(plainLogProb(backbone, prompt, rows[r].context, answer) /
                                 static_cast<double>(answer.size()));
            const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
            QCOMPARE(evaluation->predictions[r].prediction, kLabels[static_cast<std::size_t>(best)]);
            differs = differs || sums->predictions[r].prediction != evaluation->predictions[r].prediction;
        }
        QVERIFY(differs);
        // The loss is the model's own either way.
        QCOMPARE(evaluation->metrics.at("loss"), sums->metrics.at("loss"));
    }

    void aProbeRanksTheRightWordAmongAllOrCandidates() {
        FakeBackbone backbone;
        const CommonTokenizer tokenizer;
        const auto prompt = somePrompt();
        auto rows = smallRows(25, 9);
        for (EncodedRow& row : rows) row.answers = {{10 + row.truth}}, row.truth = 0;
        rows[3].answers.clear(), rows[3].truth = -1;
        const auto few =
            std::make_shared<const std::vector<std::int32_t>>(std::vector<std::int32_t>{10, 11, 12, 20, 30});
        for (const bool some : {false, true}) {
            Json json = smallRecipe().json();
            for (const char* setting : {"task.kind=probe", "task.template={prompt}{text}{label}"})
                QVERIFY(setOption(json, setting, catalogue()));
            QVERIFY(setOption(json, some ? "task.candidates=answers" : "task.candidates=vocabulary",
                              catalogue()));
            if (some) QVERIFY(setOption(json, "task.loss=labels", catalogue()));
            json.setAt("training.choose_by", "mrr");
            const auto recipe = checkRecipe(json, catalogue());
            QVERIFY2(recipe, recipe ? "" : recipe.error().line().c_str());
            for (EncodedRow& row : rows) row.candidates = some ? few : nullptr;
            const auto evaluation = evaluate(backbone, prompt, *recipe, rows, {}, tokenizer);
            QVERIFY(evaluation);
            QCOMPARE(evaluation->predictions.size(), rows.size());
            double reciprocal = 0, first = 0, loss = 0;
            for (std::size_t r = 0; r < rows.size(); ++r) {
                const Prediction& prediction = evaluation->predictions[r];
                std::vector<double> scores;
                for (std::int32_t id = 0; id < 40; ++id)
                    if (!some || std::ranges::count(*few, id) > 0)
                        scores.push_back(plainLogProb(backbone, prompt, rows[r].context, {id}));
                const auto best = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
                const std::int32_t word = some ? (*few)[best] : static_cast<std::int32_t>(best);
                QCOMPARE(prediction.prediction,
                         std::string(trimmed(tokenizer.decode(std::vector<std::int32_t>{word}, false))));
                if (rows[r].truth < 0) {
                    QCOMPARE(prediction.rank, std::int64_t{0});
                    continue;
                }
                double right = plainLogProb(backbone, prompt, rows[r].context, rows[r].answers[0]), sum = 0;
                QCOMPARE(prediction.rank,
                         std::ranges::count_if(scores, [&](double s) { return s >= right; }));
                for (const double score : scores) sum += std::exp(score);
                loss -= (right - std::log(sum)) / 24;
                reciprocal += 1.0 / static_cast<double>(prediction.rank) / 24;
                first += prediction.rank == 1 ? 1.0 / 24 : 0;
            }
            QVERIFY(std::abs(evaluation->metrics.at("mrr") - reciprocal) < 1e-9);
            QVERIFY(std::abs(evaluation->metrics.at("p@1") - first) < 1e-9);
            QVERIFY(std::abs(evaluation->metrics.at("loss") - loss) < 1e-5);
            QVERIFY(!evaluation->metrics.contains("accuracy"));
        }
    }

    void decidingByDecodingTakesTheTextThatIsWritten() {
        FakeBackbone backbone;
        const CommonTokenizer tokenizer;
        const auto prompt = somePrompt();
        const auto recipe = smallRecipe({"task.decide=decode"});
        auto rows = smallRows(6, 9);
        Backbone::GenerationOptions options;
        options.maxNew = 3;  // the longest answer
        options.stop = {1};
        for (EncodedRow& row : rows) {
            const std::vector<std::vector<std::int32_t>> context = {row.context};
            auto made = backbone.generate(context, prompt, options, {})->front();
            if (made.empty()) made = {1};  // the end alone
            // Rows with an even number find their own text among the labels' texts.
            row.answers = row.row % 2 == 0 ? std::vector<std::vector<std::int32_t>>{{5, 1}, made, {6, 1}}
                                           : std::vector<std::vector<std::int32_t>>{{5, 1}, {6, 1}, {8, 1}};
            row.truth = 1;
            for (auto& answer : row.answers)  // a label's text may be the row's own by chance
                if (row.row % 2 == 1 && tokenizer.decode(answer, false) == tokenizer.decode(made, false))
                    answer = {9, 9, 1};
        }
        const auto evaluation = evaluate(backbone, prompt, recipe, rows, kLabels, tokenizer);
        QVERIFY(evaluation);
        double right = 0;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const bool own = evaluation->predictions[r].prediction == "b";
            QCOMPARE(own, r % 2 == 0);
            right += own ? 1 : 0;
        }
        QCOMPARE(right, 3.0);
        QVERIFY(std::abs(evaluation->metrics.at("accuracy") - right / 6) < 1e-12);
        QVERIFY(!evaluation->metrics.contains("calibration_error"));
        QVERIFY(evaluation->metrics.contains("loss"));
    }

    void neighboursCarryNormAndText() {
        FakeBackbone backbone;
        const CommonTokenizer tokenizer;
        const HostTensor prompt{"prompt", {2, 8}, {3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}};
        const auto found = neighbours(backbone, prompt, tokenizer, 5, "cosine");
        QVERIFY(found);
        QCOMPARE(found->size(), 2U);
        QCOMPARE(found->at(0).norm, 5.0);
        QCOMPARE(found->at(1).norm, 2.0);
        QCOMPARE(found->at(1).position, 1);
        QCOMPARE(found->at(0).neighbours.size(), 5U);
        QCOMPARE(found->at(0).neighbours[3].text, tokenizer.piece(3));
    }
};

QTEST_GUILESS_MAIN(TestEvaluation)
#include "test_evaluation.moc"
