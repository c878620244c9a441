// SPDX-License-Identifier: Apache-2.0
// Several prompts in one batch: each example gives with each prompt what it gives alone, and votes are
// counted.
#include <QtTest>
#include <algorithm>
#include <cmath>

#include "core/engine/evaluation/ensemble.h"
#include "tests/support/tiny_llama.h"
#include "tests/support/training_setup.h"

using namespace lathe;

class TestEnsemble : public QObject {
    Q_OBJECT

    /// Rows of three answers behind `slots` soft tokens.
    static std::vector<EncodedRow> rowsOf(std::int64_t count, std::int64_t slots,
                                          std::size_t answerTokens = 1) {
        std::vector<EncodedRow> rows = smallRows(count, 3, slots);
        if (answerTokens > 1)
            for (EncodedRow& row : rows) row.answers = {{5, 9}, {6, 11}, {7, 12}};
        return rows;
    }

    static void compare(const Evaluation& together, const Evaluation& alone) {
        QCOMPARE(together.predictions.size(), alone.predictions.size());
        for (std::size_t i = 0; i < alone.predictions.size(); ++i) {
            const Prediction &a = together.predictions[i], &b = alone.predictions[i];
            QCOMPARE(a.row, b.row);
            QCOMPARE(a.label, b.label);
            for (const auto& [label, score] : b.scores)
                QVERIFY2(std::fabs(a.scores.at(label) - score) < 1e-5,
                         qPrintable(
                             QString("row %1: %2 against %3").arg(a.row).arg(a.scores.at(label)).arg(score)));
        }
        // Relative: a perplexity is in the hundreds here, and few rows are multiplied in another order than
        // many.
        for (const auto& [name, value] : alone.metrics)
            QVERIFY2(std::fabs(together.metrics.at(name) - value) < 1e-5 * std::max(1.0, std::fabs(value)),
                     qPrintable(QString("%1: %2 against %3")
                                    .arg(QString::fromStdString(name))
                                    .arg(together.metrics.at(name), 0, 'g', 12)
                                    .arg(value, 0, 'g', 12)));
    }

  private Q_SLOTS:
    void everyPromptInOneBatchIsThatPromptAlone_data() {
        QTest::addColumn<int>("answerTokens");
        QTest::newRow("one token") << 1;
        QTest::newRow("two tokens") << 2;
    }
    void everyPromptInOneBatchIsThatPromptAlone() {
        QFETCH(int, answerTokens);
        test::TinyLlama model;
        const auto backbone = model.load();
        const CommonTokenizer tokenizer;
        const Recipe recipe = smallRecipe();
        const std::vector<std::string> labels = {"a", "b", "c"};
        std::vector<EnsembleMember> members;
        // Of different lengths: their slots do not start at the same places.
        for (const std::int64_t slots : {4, 2, 7})
            members.push_back({model.prompt(slots, static_cast<std::uint64_t>(slots)),
                               rowsOf(17, slots, static_cast<std::size_t>(answerTokens))});
        const auto all = evaluateEnsemble(*backbone, members, recipe, labels, tokenizer);
        QVERIFY2(all.has_value(), all ? "" : all.error().line().c_str());
        QCOMPARE(all->members.size(), std::size_t(3));
        for (std::size_t m = 0; m < members.size(); ++m) {
            const auto alone =
                evaluate(*backbone, members[m].trained, recipe, members[m].rows, labels, tokenizer);
            QVERIFY(alone.has_value());
            compare(all->members[m], *alone);
        }
        for (std::size_t r = 0; r < 17; ++r) {
            std::map<std::string, int> votes;
            std::map<std::string, double> mean;
            for (const Evaluation& one : all->members) {
                ++votes[one.predictions[r].prediction];
                for (const auto& [label, score] : one.predictions[r].scores) mean[label] += score / 3;
            }
            const auto likeliest = std::max_element(mean.begin(), mean.end(),
                                                    [](auto& a, auto& b) { return a.second < b.second; });
            QCOMPARE(QString::fromStdString(all->mean.predictions[r].prediction),
                     QString::fromStdString(likeliest->first));
            int most = 0;
            for (const auto& [label, count] : votes) most = std::max(most, count);
            QCOMPARE(votes.at(all->vote.predictions[r].prediction), most);
            if (most == 1) QCOMPARE(all->vote.predictions[r].prediction == likeliest->first, true);
        }
        QVERIFY(!all->vote.metrics.contains("loss"));
    }

    void onePromptsTokensEachStandAlone() {
        test::TinyLlama model;
        const TensorMap prompt = model.prompt(3);
        const auto members = oneTokenPrompts(prompt.front(), rowsOf(5, 3));
        QCOMPARE(members.size(), std::size_t(3));
        for (std::size_t k = 0; k < 3; ++k) {
            QCOMPARE(members[k].trained.front().shape, (std::vector<std::int64_t>{1, model.width}));
            QCOMPARE(members[k].trained.front().data[5], prompt.front().data[k * 32 + 5]);
            for (const EncodedRow& row : members[k].rows) {
                QCOMPARE(std::ranges::count_if(row.context, [](auto token) { return token < 0; }), 1);
                QCOMPARE(row.context.front(), ~0);
            }
        }
        EncodedRow masked;
        masked.context = {~0, 9, ~1, 2, ~2};
        masked.blanks = {3};
        const auto of = oneTokenPrompts(prompt.front(), {masked});
        QCOMPARE(of[0].rows[0].context, (std::vector<std::int32_t>{~0, 9, 2}));
        QCOMPARE(of[0].rows[0].blanks, (std::vector<std::int32_t>{2}));
        QCOMPARE(of[2].rows[0].context, (std::vector<std::int32_t>{9, 2, ~0}));
        QCOMPARE(of[2].rows[0].blanks, (std::vector<std::int32_t>{1}));
    }

    void textsDoNotVote() {
        test::TinyLlama model;
        const auto backbone = model.load();
        const CommonTokenizer tokenizer;
        Json json = smallRecipe().json();
        json.setAt("task.kind", "generate");
        const auto refused =
            evaluateEnsemble(*backbone, {{model.prompt(4), rowsOf(3, 4)}}, Recipe(json), {}, tokenizer);
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().line().find("vote") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestEnsemble)
#include "test_ensemble.moc"
