// SPDX-License-Identifier: Apache-2.0
// Generation over a cache of keys is generation by whole forward passes.
#include <QTest>
#include <algorithm>
#include <cmath>

#include "core/engine/generation/choose.h"
#include "tests/support/tiny_llama.h"

using namespace lathe;
using namespace lathe::test;

namespace {

using Rows = std::vector<std::vector<std::int32_t>>;

Rows contextsOf(int slots) {
    Rows out{{5, 9, 33}, {7}, {5, 9, 1, 2, 3, 4, 50, 51}, {60, 60}};
    for (auto& row : out)
        for (int i = slots; i-- > 0;) row.insert(row.begin(), ~i);
    return out;
}

/// Logits after a context, by a whole forward pass.
std::vector<float> lastLogits(Backbone& backbone, const std::vector<std::int32_t>& context,
                              const TensorMap& prompt) {
    const std::vector<std::int32_t> answer{0};
    const PackedRow row{context, answer};
    auto logits = backbone.logits(pack({&row, 1}), prompt);
    if (!logits) qFatal("%s", logits.error().line().c_str());
    return logits->data;
}

Rows generated(Backbone& backbone, const Rows& contexts, const TensorMap& prompt,
               const Backbone::GenerationOptions& options) {
    auto rows = backbone.generate(contexts, prompt, options, {});
    if (!rows) qFatal("%s", rows.error().line().c_str());
    return *rows;
}

}  // namespace

class TestBackboneGenerate : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void greedyIsTheLargestLogitEachTime() {
        TinyLlama tiny;
        const auto backbone = tiny.load();
        const TensorMap prompt = tiny.prompt(3);
        const Rows contexts = contextsOf(3);
        Backbone::GenerationOptions options;
        options.maxNew = 9;
        const Rows rows = generated(*backbone, contexts, prompt, options);
        for (std::size_t r = 0; r < contexts.size(); ++r) {
            std::vector<std::int32_t> context = contexts[r];
            QCOMPARE(rows[r].size(), std::size_t{9});
            for (std::int32_t token : rows[r]) {
                const std::vector<float> logits = lastLogits(*backbone, context, prompt);
                QCOMPARE(token, static_cast<std::int32_t>(std::max_element(logits.begin(), logits.end()) -
                                                          logits.begin()));
                context.push_back(token);
            }
        }
    }

    void aRowEndsAtItsStopAndOthersGoOn() {
        TinyLlama tiny;
        const auto backbone = tiny.load();
        const Rows contexts = contextsOf(0);
        Backbone::GenerationOptions options;
        options.maxNew = 12;
        const Rows whole = generated(*backbone, contexts, {}, options);
        options.stop = {whole[0][4]};
        std::vector<std::size_t> told(contexts.size(), 0);
        const auto cut = backbone->generate(contexts, {}, options, [&](std::size_t row, std::int32_t token) {
            if (token != whole[row][told[row]++]) qFatal("another token was told");
            return true;
        });
        QVERIFY(cut.has_value());
        for (std::size_t r = 0; r < contexts.size(); ++r) {
            const auto end = std::find(whole[r].begin(), whole[r].end(), options.stop[0]);
            QVERIFY((*cut)[r] == std::vector<std::int32_t>(whole[r].begin(), end));
            QCOMPARE(told[r], (*cut)[r].size());
        }
        // Cancelled at the first token that is heard.
        options.stop.clear();
        const auto few =
            backbone->generate(contexts, {}, options, [](std::size_t, std::int32_t) { return false; });
        QVERIFY(few.has_value() && (*few)[0].size() == 1);
    }

    void theContextsEndEndsARow() {
        TinyLlama tiny;
        tiny.context = 8;
        const auto backbone = tiny.load();
        Backbone::GenerationOptions options;
        options.maxNew = 20;
        const Rows rows = generated(*backbone, {{1, 2, 3}, {4}}, {}, options);
        QCOMPARE(rows[0].size(), std::size_t{5});
        QCOMPARE(rows[1].size(), std::size_t{7});
    }

    void samplingIsTheSeeds() {
        TinyLlama tiny;
        const auto backbone = tiny.load();
        Backbone::GenerationOptions options;
        options.maxNew = 10;
        const Rows greedy = generated(*backbone, contextsOf(0), {}, options);
        options.temperature = 1.5;
        options.seed = 4;
        const Rows one = generated(*backbone, contextsOf(0), {}, options);
        QVERIFY(one == generated(*backbone, contextsOf(0), {}, options));
        options.seed = 5;
        QVERIFY(one != generated(*backbone, contextsOf(0), {}, options));
        options.topK = 1;
        QVERIFY(greedy == generated(*backbone, contextsOf(0), {}, options));
        options.topK = 0;
        options.topP = 1e-6;
        QVERIFY(greedy == generated(*backbone, contextsOf(0), {}, options));
    }

    void samplingFollowsTheShares() {
        const std::vector<float> logits{std::log(0.5F), std::log(0.3F), std::log(0.15F), std::log(0.05F)};
        QCOMPARE(chooseToken(logits, {1.0, 0, 1.0}, 0.49), 0);
        QCOMPARE(chooseToken(logits, {1.0, 0, 1.0}, 0.51), 1);
        QCOMPARE(chooseToken(logits, {1.0, 0, 1.0}, 0.999), 3);
        QCOMPARE(chooseToken(logits, {1.0, 0, 0.75}, 0.999), 1);
        QCOMPARE(chooseToken(logits, {1.0, 2, 1.0}, 0.624), 0);
        QCOMPARE(chooseToken(logits, {1.0, 2, 1.0}, 0.626), 1);
        QCOMPARE(chooseToken(std::vector<float>{std::nanf(""), 1.0F}, {}, 0), 1);
        QCOMPARE(chooseToken(std::vector<float>{std::nanf("")}, {}, 0), -1);
    }

    void beamsFindWhatExhaustionFinds() {
        TinyLlama tiny;
        tiny.vocabulary = 7;
        const auto backbone = tiny.load();
        const std::vector<std::int32_t> context{1, 2, 3};
        // Every continuation of three tokens.
        double best = -1e9;
        std::vector<std::int32_t> likeliest;
        for (std::int32_t code = 0; code < 343; ++code) {
            const std::vector<std::int32_t> answer{code / 49, code / 7 % 7, code % 7};
            const PackedRow row{context, answer};
            const auto step = backbone->step(pack({&row, 1}), {}, {}, false);
            if (-step->loss > best) {
                best = -step->loss;
                likeliest = answer;
            }
        }
        Backbone::GenerationOptions options;
        options.maxNew = 3;
        options.beams = 49;
        QVERIFY(generated(*backbone, {context, {4}}, {}, options)[0] == likeliest);
    }

    void refusesOptionsThatCannotBe() {
        TinyLlama tiny;
        const auto backbone = tiny.load();
        Backbone::GenerationOptions options;
        options.beams = 0;
        QVERIFY(!backbone->generate(contextsOf(0), {}, options, {}).has_value());
        options.beams = 1;
        QVERIFY(!backbone->generate(Rows{{}}, {}, options, {}).has_value());
        options.temperature = -1;
        QVERIFY(!backbone->generate(contextsOf(0), {}, options, {}).has_value());
    }
};

QTEST_GUILESS_MAIN(TestBackboneGenerate)
#include "test_backbone_generate.moc"
