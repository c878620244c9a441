// SPDX-License-Identifier: Apache-2.0
// Text in front of all soft tokens is read once and kept: nothing that a run says changes by it but its pace.
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <numeric>

#include "core/engine/training/lanes.h"
#include "core/engine/training/update_step.h"
#include "tests/support/family_rows.h"
#include "tests/support/training_setup.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const char* const kCausal[] = {"gpt2", "llama", "qwen2"};
constexpr std::uint64_t kMib = std::uint64_t{1} << 20;

/// Rows of a text, soft tokens (`between`: in two places) and an answer of one to three tokens.
std::vector<EncodedRow> rowsBehindTexts(std::int64_t count, std::uint64_t seed, bool between = false) {
    const Random random(seed, "texts");
    std::uint64_t drawn = 0;
    const auto draw = [&](std::uint64_t below) {
        return static_cast<std::int32_t>(random.below(drawn++, below));
    };
    std::vector<EncodedRow> rows;
    for (std::int64_t r = 0; r < count; ++r) {
        EncodedRow row;
        row.row = r;
        row.context.push_back(2);
        // Longer than a vector's lanes, and shorter; one text stands in two rows.
        for (std::int32_t k = 3 + draw(33); r != 1 && k > 0; --k) row.context.push_back(8 + draw(50));
        if (r == 1) row.context.assign(rows[0].context.begin(), std::ranges::find(rows[0].context, ~0));
        row.context.insert(row.context.end(), {~0, ~1});
        if (between) row.context.insert(row.context.end(), {9, 10 + draw(40)});
        row.context.insert(row.context.end(), {~2, 7});
        row.answers = {{5, 11, 12}, {6}, {7, 13}};
        row.truth = draw(3);
        rows.push_back(std::move(row));
    }
    return rows;
}

HostTensor drawn(const std::string& name, std::vector<std::int64_t> shape) {
    HostTensor tensor{name, std::move(shape), {}};
    const Random random(3, name);
    for (std::int64_t i = 0; i < tensor.elements(); ++i)
        tensor.data.push_back(static_cast<float>(0.4 * random.normal(static_cast<std::uint64_t>(i))));
    return tensor;
}

/// A prompt of three vectors, or keys and values in its places.
TensorMap trainedOf(const BackboneShape& shape, bool infix) {
    if (!infix) return {drawn("prompt", {3, shape.width})};
    const std::int64_t width = shape.keyValueHeads * shape.headWidth;
    return {drawn("decoder.infix.key", {shape.layers, 3, width}),
            drawn("decoder.infix.value", {shape.layers, 3, width})};
}

PackedBatch batchOf(const std::vector<EncodedRow>& rows, bool behind) {
    std::vector<std::int64_t> all(rows.size());
    std::iota(all.begin(), all.end(), 0);
    return updateBatches(rows, all, std::ssize(rows), false, behind).batches.front();
}

/// A small run over a real backbone.
TrainingInput inputOver(const std::shared_ptr<Backbone>& backbone, const Recipe& recipe,
                        std::optional<ContextLimits> contexts, std::optional<ResumeState> resume = {}) {
    auto tokenizer = std::make_shared<CommonTokenizer>();
    MethodStart start;
    start.tokenizer = tokenizer;
    auto method = must(makeMethod(recipe, *backbone, start, resume.has_value()));
    constexpr std::int64_t kRows = 10;
    return {recipe,
            backbone,
            std::move(method),
            rowsBehindTexts(kRows, 1),
            rowsBehindTexts(6, 2),
            {"a", "b", "c"},
            tokenizer,
            std::move(resume),
            stepsInAll(recipe, kRows),
            contexts ? std::make_shared<ContextCache>(*backbone, *contexts) : nullptr};
}

Recipe recipeWith(std::vector<std::string> settings) {
    settings.insert(settings.begin(), {"method.tokens=3", "method.init.kind=normal", "training.threads=1",
                                       "training.steps=9", "training.evaluate_every=3"});
    return smallRecipe(settings);
}

void comparable(const Notebook& expected, const Notebook& found) {
    QCOMPARE(found.steps.size(), expected.steps.size());
    for (std::size_t i = 0; i < found.steps.size(); ++i) {
        QVERIFY(std::abs(found.steps[i].loss - expected.steps[i].loss) < 1e-5 * expected.steps[i].loss);
        QVERIFY(std::abs(found.steps[i].gradientNorm - expected.steps[i].gradientNorm) <
                1e-4 * expected.steps[i].gradientNorm);
    }
    QCOMPARE(found.evaluations.size(), expected.evaluations.size());
    for (std::size_t i = 0; i < found.evaluations.size(); ++i) {
        QCOMPARE(found.evaluations[i].first, expected.evaluations[i].first);
        for (const auto& [name, value] : expected.evaluations[i].second.metrics)
            QVERIFY(std::abs(found.evaluations[i].second.metrics.at(name) - value) <
                    1e-4 * std::abs(value) + 1e-9);
    }
}

bool sameRun(const Notebook& a, const Notebook& b) {
    if (a.steps.size() != b.steps.size() || a.evaluations.size() != b.evaluations.size()) return false;
    for (std::size_t i = 0; i < a.steps.size(); ++i)
        if (a.steps[i].loss != b.steps[i].loss) return false;
    for (std::size_t i = 0; i < a.evaluations.size(); ++i)
        if (a.evaluations[i].second.metrics != b.evaluations[i].second.metrics) return false;
    return same(a.saves.back(), b.saves.back());
}

}  // namespace

class TestContextCache : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void lossAndGradientAreThoseOfWholeRows_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<bool>("between");
        QTest::addColumn<bool>("infix");
        for (const char* family : kCausal)
            for (const bool between : {false, true})
                for (const bool infix : {false, true})
                    QTest::addRow("%s, %s, %s", family, between ? "between" : "suffix",
                                  infix ? "infix" : "prompt")
                        << QString(family) << between << infix;
    }
    void lossAndGradientAreThoseOfWholeRows() {
        QFETCH(QString, family);
        QFETCH(bool, between);
        QFETCH(bool, infix);
        const auto backbone = loaded(family);
        const auto rows = rowsBehindTexts(5, 4, between);
        const TensorMap trained = trainedOf(backbone->shape(), infix);
        const auto whole = must(backbone->step(batchOf(rows, false), trained, {}, true));
        ContextCache cache(*backbone, {.memory = kMib});
        PackedBatch batch = batchOf(rows, true);
        QCOMPARE(batch.shared, 0);
        QCOMPARE(std::ranges::count_if(batch.tokens, [](auto token) { return token < 0; }), 15);
        // Only what follows the texts is run.
        QVERIFY(batch.tokens.size() < 50);
        QVERIFY(cache.provide(batch));
        const auto behind = must(backbone->step(batch, trained, {}, true));
        QVERIFY(std::abs(behind.loss - whole.loss) < 1e-5 * whole.loss);
        QVERIFY(apart(whole.logProbs, behind.logProbs, 1) < 1e-5);
        for (std::size_t i = 0; i < trained.size(); ++i) {
            const double gap = apart(whole.gradient[i].data, behind.gradient[i].data,
                                     static_cast<std::size_t>(trained[i].shape.back()));
            QVERIFY2(gap < 1e-5, qPrintable(QString("the gradient is %1 off").arg(gap)));
        }
        QVERIFY(apart(must(backbone->logits(batchOf(rows, false), trained)).data,
                      must(backbone->logits(batch, trained)).data, 61) < 1e-5);
    }

    void bfloat16StaysAsNearAsWholeRows_data() {
        QTest::addColumn<QString>("family");
        for (const char* family : kCausal) QTest::newRow(family) << QString(family);
    }
    void bfloat16StaysAsNearAsWholeRows() {
        QFETCH(QString, family);
        const auto wide = loaded(family), narrow = loaded(family, "bfloat16");
        const auto rows = rowsBehindTexts(5, 4);
        const TensorMap trained = trainedOf(wide->shape(), false);
        const auto exact = must(wide->step(batchOf(rows, false), trained, {}, true));
        const auto whole = must(narrow->step(batchOf(rows, false), trained, {}, true));
        ContextCache cache(*narrow, {.memory = kMib});
        PackedBatch batch = batchOf(rows, true);
        QVERIFY(cache.provide(batch));
        const auto behind = must(narrow->step(batch, trained, {}, true));
        const auto size = exact.gradient.front().data.size();
        const double usual = apart(exact.gradient.front().data, whole.gradient.front().data, size),
                     gap = apart(exact.gradient.front().data, behind.gradient.front().data, size);
        QVERIFY2(gap < 2 * usual + 1e-3,
                 qPrintable(QString("%1 off, whole rows are %2").arg(gap).arg(usual)));
        QVERIFY(std::abs(behind.loss - exact.loss) < 0.03 * exact.loss);
    }

    void aTextIsReadOnceAndAlwaysToTheSameBits() {
        const auto backbone = loaded("llama");
        const auto rows = rowsBehindTexts(6, 4);
        ContextCache kept(*backbone, {.memory = kMib}), none(*backbone, {});
        PackedBatch batch = batchOf(rows, true), passing = batch;
        QVERIFY(kept.provide(batch));
        QCOMPARE(kept.counts().read, 5);
        QVERIFY(kept.provide(batch));
        QCOMPARE(kept.counts().read, 5);
        QCOMPARE(kept.counts().texts, 5);
        // Alone and in another order.
        std::reverse(passing.rows.begin(), passing.rows.end());
        QVERIFY(none.provide(passing));
        QCOMPARE(none.counts().passing, 5);
        std::reverse(passing.rows.begin(), passing.rows.end());
        for (std::size_t r = 0; r < rows.size(); ++r)
            QCOMPARE(std::memcmp(batch.rows[r].stored, passing.rows[r].stored,
                                 backbone->contextBytes(std::ssize(batch.rows[r].past))),
                     0);
        // Equal texts share their keys.
        std::vector<EncodedRow> twice{rows[0], rows[0]};
        twice[1].truth = (twice[0].truth + 1) % 3;
        PackedBatch both = batchOf(twice, true);
        QVERIFY(kept.provide(both));
        QCOMPARE(both.rows[0].stored, both.rows[1].stored);
        QCOMPARE(kept.counts().read, 5);
    }

    void aRunIsTheSameWithAndWithout_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QStringList>("settings");
        for (const char* family : kCausal) QTest::addRow("%s", family) << QString(family) << QStringList();
        QTest::newRow("accumulation")
            << QString("llama") << QStringList{"optimizer.accumulate=2", "training.batch=3"};
        QTest::newRow("sum over sentences, mean rank")
            << QString("gpt2") << QStringList{"task.loss=sentence", "task.rank=mean"};
        QTest::newRow("early stop") << QString("gpt2")
                                    << QStringList{"training.early_stop=1", "training.evaluate_every=1",
                                                   "training.steps=40", "optimizer.learning_rate=1e-12"};
        QTest::newRow("p-tuning") << QString("qwen2")
                                  << QStringList{"method.kind=p_tuning", "method.hidden=8",
                                                 "optimizer.learning_rate=0.001"};
        QTest::newRow("infix") << QString("llama")
                               << QStringList{"method.kind=prefix_tuning", "method.placement=infix",
                                              "method.reparameterization=none", "method.init.kind=random"};
    }
    void aRunIsTheSameWithAndWithout() {
        QFETCH(QString, family);
        QFETCH(QStringList, settings);
        std::vector<std::string> all;
        for (const QString& setting : settings) all.push_back(setting.toStdString());
        const bool other = !all.empty() && all.front().starts_with("method.kind");
        std::vector<std::string> small{"method.tokens=3", "training.threads=1", "training.steps=9",
                                       "training.evaluate_every=3"};
        if (!other) small.push_back("method.init.kind=normal");
        if (other) small.insert(small.begin(), all.front());
        small.insert(small.end(), all.begin() + (other ? 1 : 0), all.end());
        const Recipe recipe = smallRecipe(small);
        const auto backbone = loaded(family);
        const auto limits = contextLimits(Json(1), recipe, *backbone, rowsBehindTexts(10, 1));
        QVERIFY(limits.has_value());
        QCOMPARE(limits->memory, kMib);
        Notebook whole, behind;
        QVERIFY(train(inputOver(backbone, recipe, {}), whole));
        const auto outcome = train(inputOver(backbone, recipe, limits), behind);
        QVERIFY2(outcome, outcome ? "" : outcome.error().line().c_str());
        comparable(whole, behind);
        if (QString(QTest::currentDataTag()) == "early stop") QVERIFY(outcome->step < 40);
    }

    void aRunGoesOnToTheSameBitsFromEveryStateAndWithAnyRoom() {
        const auto backbone = loaded("llama");
        const Recipe recipe =
            recipeWith({"training.checkpoint_seconds=0", "optimizer.accumulate=2", "training.batch=2"});
        QTemporaryDir folder;
        const ContextLimits memory{.memory = kMib}, nothing{}, little{.memory = 40000};
        const ContextLimits file{.memory = 20000, .file = 4 * kMib, .folder = folder.path().toStdString()};
        Notebook undisturbed;
        QVERIFY(train(inputOver(backbone, recipe, memory), undisturbed));
        QVERIFY(undisturbed.saves.size() > 6);
        for (const ContextLimits& limits : {nothing, little, file}) {
            Notebook other;
            QVERIFY(train(inputOver(backbone, recipe, limits), other));
            QVERIFY(sameRun(undisturbed, other));
            const auto full = [](const std::string& text) {
                return text.find("cache is full") != std::string::npos;
            };
            QCOMPARE(std::ranges::count_if(other.messages, full), limits.file > 0 ? 0 : 1);
        }
        for (const ResumeState& saved : undisturbed.saves) {
            Notebook continued;
            QVERIFY(train(inputOver(backbone, recipe, little, saved), continued));
            QVERIFY(same(continued.saves.back(), undisturbed.saves.back()));
        }
    }

    void runsSideBySideShareOneCache_data() {
        QTest::addColumn<bool>("room");
        QTest::newRow("with room") << true;
        QTest::newRow("without") << false;
    }
    void runsSideBySideShareOneCache() {
        QFETCH(bool, room);
        const auto backbone = loaded("llama");
        const auto cache =
            std::make_shared<ContextCache>(*backbone, ContextLimits{.memory = room ? kMib : 0});
        std::vector<Notebook> alone(3), together(3);
        std::vector<Lane> lanes;
        for (std::size_t i = 0; i < 3; ++i) {
            // The last one runs its rows whole.
            const Recipe recipe =
                recipeWith({"training.seed=" + std::to_string(i), "optimizer.accumulate=2"});
            const auto limits =
                i < 2 ? std::optional<ContextLimits>(ContextLimits{.memory = kMib}) : std::nullopt;
            QVERIFY(train(inputOver(backbone, recipe, limits), alone[i]));
            lanes.push_back({inputOver(backbone, recipe, {}), &together[i]});
            if (i < 2) lanes.back().input.contexts = cache;
        }
        for (const auto& outcome : trainLanes(std::move(lanes))) QVERIFY(outcome);
        for (std::size_t i = 0; i < 3; ++i) comparable(alone[i], together[i]);
        // One text stands in two rows; validation has its own.
        if (room) QCOMPARE(cache->counts().read, 9 + 5);
    }

    void roomIsMemoryThenAFileThenNone() {
        QTemporaryDir folder;
        ContextStore store({.memory = 1000, .file = 4 * kMib, .folder = folder.path().toStdString()});
        std::byte* first = store.take(500);
        QVERIFY(first);
        QCOMPARE(store.inFile(), std::uint64_t{0});
        std::vector<std::byte*> pieces;
        for (int i = 0; i < 4; ++i) {
            pieces.push_back(store.take(kMib));
            QVERIFY(pieces.back());
            std::memset(pieces.back(), i + 1, kMib);
        }
        QCOMPARE(store.inFile(), 4 * kMib);
        QCOMPARE(store.take(kMib), nullptr);
        QVERIFY(store.take(200));  // a small piece still fits the memory
        for (int i = 0; i < 4; ++i)
            QVERIFY(std::all_of(pieces[static_cast<std::size_t>(i)],
                                pieces[static_cast<std::size_t>(i)] + kMib,
                                [&](std::byte b) { return b == static_cast<std::byte>(i + 1); }));
        // Nobody sees the file.
        QVERIFY(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).isEmpty());
        ContextStore nowhere({.memory = 0, .file = kMib * 8, .folder = "/proc/no such folder"});
        QCOMPARE(nowhere.take(100), nullptr);
    }

    void itIsLeftOutWhereNothingIsConstant() {
        const auto llama = loaded("llama");
        const auto rows = rowsBehindTexts(4, 1);
        const auto limits = [&](const Json& setting, const std::vector<std::string>& settings,
                                const Backbone& backbone, const std::vector<EncodedRow>& of) {
            return contextLimits(setting, smallRecipe(settings), backbone, of).has_value();
        };
        QVERIFY(limits(Json("auto"), {}, *llama, rows));
        QVERIFY(limits(Json(0), {}, *llama, rows));
        QVERIFY(!limits(Json("off"), {}, *llama, rows));
        QVERIFY(!limits(Json("auto"), {"method.kind=prefix_tuning"}, *llama, rows));
        QVERIFY(limits(Json("auto"), {"method.kind=prefix_tuning", "method.placement=infix"}, *llama, rows));
        for (const char* family : {"t5", "bart", "bert"})
            QVERIFY(!limits(Json("auto"), {}, *loaded(family), rows));
        // Soft tokens in front, or behind words that all rows begin with: a batch shares them.
        std::vector<EncodedRow> front = rows;
        for (EncodedRow& row : front) row.context.insert(row.context.begin(), {4, ~3});
        QVERIFY(!limits(Json("auto"), {}, *llama, front));
        QCOMPARE(constantTokens(front[0]), std::size_t{1});
        front[0].context = {4, 5, 6};
        QCOMPARE(constantTokens(front[0]), std::size_t{0});
    }

    void keysThatAreNotThereAreRefused() {
        const auto backbone = loaded("gpt2");
        const auto rows = rowsBehindTexts(3, 1);
        const PackedBatch batch = batchOf(rows, true);
        const auto result = backbone->step(batch, trainedOf(backbone->shape(), false), {}, true);
        QVERIFY(!result);
        QVERIFY(result.error().line().find("not there") != std::string::npos);
        QVERIFY(!loaded("bert")->readContext(rows[0].context, nullptr));
    }
};

QTEST_GUILESS_MAIN(TestContextCache)
#include "test_context_cache.moc"
