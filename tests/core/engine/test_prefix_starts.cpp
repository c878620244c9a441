// SPDX-License-Identifier: Apache-2.0
// What a prefix starts from: the frozen model's own keys and values of real words, in front of a text or
// inside it.
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "tests/support/prefix_setup.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const Ids kWords{11, 4, 7};

Ids behind(const Ids& first, const Ids& then) {
    Ids all = first;
    all.insert(all.end(), then.begin(), then.end());
    return all;
}

/// Logits of every token that answers `row`.
HostTensor logitsOf(Backbone& backbone, const Packable& row, const TensorMap& trained) {
    const PackedRow packed = row.row();
    return must(backbone.logits(pack({&packed, 1}), trained));
}

/// The keys and values of `tokens`, those of [first, first + count) alone, under another name.
TensorMap cut(const TensorMap& all, std::int64_t first, std::int64_t count, const std::string& at) {
    TensorMap out;
    for (const HostTensor& tensor : all) {
        HostTensor part{
            at + tensor.name.substr(tensor.name.rfind('.')), {tensor.shape[0], count, tensor.shape[2]}, {}};
        for (std::int64_t layer = 0; layer < tensor.shape[0]; ++layer) {
            const auto from = tensor.data.begin() + (layer * tensor.shape[1] + first) * tensor.shape[2];
            part.data.insert(part.data.end(), from, from + count * tensor.shape[2]);
        }
        out.push_back(std::move(part));
    }
    return out;
}

double gap(const HostTensor& a, const HostTensor& b, const BackboneShape& shape) {
    return apart(a.data, b.data, static_cast<std::size_t>(shape.vocabulary));
}

}  // namespace

class TestPrefixStarts : public QObject {
    Q_OBJECT

    static void decoderRows() {
        QTest::addColumn<QString>("family");
        for (const char* family : {"gpt2", "llama", "qwen2"}) QTest::newRow(family) << QString(family);
    }

  private Q_SLOTS:
    void wordsInFrontAreTheirKeysAndValues_data() { decoderRows(); }
    void wordsInFrontAreTheirKeysAndValues() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const TensorMap words = must(backbone->keysAndValues(kWords));
        for (const Packable& row : packable(backbone->shape(), 0)) {
            Packable hard = row;
            hard.context = behind(kWords, row.context);
            QVERIFY(gap(logitsOf(*backbone, hard, {}), logitsOf(*backbone, row, words), backbone->shape()) <
                    1e-5);
        }
    }

    void wordsOfADecoderThatReadsThemAreTheirs() {
        for (const char* family : {"t5", "t5v11", "bart"}) {
            const auto backbone = loaded(family);
            const TensorMap words = must(backbone->keysAndValues(kWords));
            TensorMap own;
            for (const HostTensor& tensor : words)
                if (tensor.name.starts_with("decoder.self.")) own.push_back(tensor);
            QCOMPARE(own.size(), std::size_t(2));
            Packable row = packable(backbone->shape(), 0).front();
            row.context = kWords;
            Packable hard = row;
            hard.start = behind(kWords, row.start);
            QVERIFY2(
                gap(logitsOf(*backbone, hard, {}), logitsOf(*backbone, row, own), backbone->shape()) < 1e-5,
                family);
            // What the encoder makes of the words is there twice with their cross prefix: the same shares.
            TensorMap cross;
            for (const HostTensor& tensor : words)
                if (tensor.name.starts_with("decoder.cross.")) cross.push_back(tensor);
            QVERIFY2(
                gap(logitsOf(*backbone, row, {}), logitsOf(*backbone, row, cross), backbone->shape()) < 1e-5,
                family);
        }
        // BART's encoder has no positions between keys: there too.
        const auto backbone = loaded("bart");
        TensorMap encoder;
        for (const HostTensor& tensor : must(backbone->keysAndValues(kWords)))
            if (tensor.name.starts_with("encoder.self.")) encoder.push_back(tensor);
        Packable row = packable(backbone->shape(), 0).front();
        row.context = kWords;
        QVERIFY(gap(logitsOf(*backbone, row, {}), logitsOf(*backbone, row, encoder), backbone->shape()) <
                1e-5);
    }

    void maskedModelsReadTheWordsAlone() {
        const auto backbone = loaded("bert");
        const TensorMap words = must(backbone->keysAndValues(kWords));
        QCOMPARE(words.size(), std::size_t(2));
        QCOMPARE(words.front().name, std::string("encoder.self.key"));
        QCOMPARE(words.front().shape,
                 std::vector<std::int64_t>(
                     {backbone->shape().layers, 3, backbone->shape().heads * backbone->shape().headWidth}));
    }

    void anInfixStandsWhereTheWordsStand_data() { decoderRows(); }
    void anInfixStandsWhereTheWordsStand() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const Ids source{5, 20, 9, 33}, target{14, 2}, slots{~0, ~1, ~2};
        const TensorMap all = must(backbone->keysAndValues(behind(source, kWords)));
        const TensorMap infix = cut(all, 4, 3, "decoder.infix");
        const Packable hard{behind(behind(source, kWords), target), {6, 8}, {}, {}},
            soft{behind(behind(source, slots), target), {6, 8}, {}, {}};
        QVERIFY(gap(logitsOf(*backbone, hard, {}), logitsOf(*backbone, soft, infix), backbone->shape()) <
                1e-5);
        // Several rows at once, one with the infix in the front that all share.
        const Packable longer{behind(behind(behind(source, {3}), slots), target), {6, 8}, {}, {}};
        const auto batch = packedRows({soft, longer, soft});
        const auto together = must(backbone->logits(batch, infix));
        const auto alone = logitsOf(*backbone, longer, infix);
        const auto columns = static_cast<std::ptrdiff_t>(backbone->shape().vocabulary);
        const std::vector<float> second(together.data.begin() + 2 * columns,
                                        together.data.begin() + 4 * columns);
        QVERIFY(apart(alone.data, second, static_cast<std::size_t>(columns)) < 1e-5);
        // Texts go on behind it.
        Backbone::GenerationOptions options;
        options.maxNew = 6;
        for (const std::int64_t beams : {1, 3}) {
            options.beams = beams;
            const auto wanted = must(backbone->generate(std::vector<Ids>{hard.context}, {}, options, {}));
            const auto got = must(backbone->generate(std::vector<Ids>{soft.context}, infix, options, {}));
            QVERIFY(wanted == got);
        }
    }

    void anInfixIsNotSeenBeforeIt() {
        const auto backbone = loaded("gpt2");
        const Recipe recipe = prefixRecipe({"method.placement=infix"});
        const TensorMap infix = must(methodOver(recipe, *backbone)->compute(0, false));
        PackedBatch batch;
        batch.tokens = {5, 20, 9, ~0, ~1, ~2, 7};
        batch.positions = {0, 1, 2, 3, 4, 5, 6};
        batch.rows = {{0, 7, -1}};
        batch.predicted = {2, 6};
        batch.targets = {1, 1};
        batch.weights = {1, 1};
        PackedBatch bare = batch;
        for (std::int32_t& token : bare.tokens) token = std::max(token, 0);
        const auto with = must(backbone->logits(batch, infix)), without = must(backbone->logits(bare, {}));
        const auto columns = static_cast<std::size_t>(backbone->shape().vocabulary);
        const auto row = [&](const HostTensor& t, std::size_t r) {
            return std::vector<float>(t.data.begin() + static_cast<std::ptrdiff_t>(r * columns),
                                      t.data.begin() + static_cast<std::ptrdiff_t>((r + 1) * columns));
        };
        QVERIFY(apart(row(with, 0), row(without, 0), columns) < 1e-6);
        QVERIFY(apart(row(with, 1), row(without, 1), columns) > 1e-2);
    }

    void aRunStartsFromItsWords_data() {
        QTest::addColumn<QString>("family");
        for (const char* family : kFamilies) QTest::newRow(family) << QString(family);
    }
    void aRunStartsFromItsWords() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const MethodStart start = toyStart();
        Ids ids = start.tokenizer->encode(" cat dog", Surround::No);
        ids.push_back(ids.front());  // a text shorter than the prefix begins again
        const TensorMap words = must(backbone->keysAndValues(ids));
        const std::vector<std::string> text{"method.init.text= cat dog"};
        const auto direct = must(makeMethod(prefixRecipe(text), *backbone, start, false));
        const TensorMap computed = must(direct->compute(0, false));
        QCOMPARE(computed.size(), words.size());
        for (const HostTensor& tensor : computed) {
            const HostTensor* wanted = find(words, tensor.name);
            QVERIFY2(wanted && wanted->data == tensor.data, tensor.name.c_str());
        }
        // A network is fitted to them.
        for (const char* form : {"method.layers=2", "method.layers=3", "method.network=peft"}) {
            auto settings = text;
            settings.insert(settings.end(), {"method.reparameterization=mlp", "method.width=24", form});
            const auto fitted = must(makeMethod(prefixRecipe(settings), *backbone, start, false));
            for (const HostTensor& tensor : must(fitted->compute(0, true)))
                QVERIFY2(apart(find(words, tensor.name)->data, tensor.data, tensor.data.size()) < 1e-4,
                         tensor.name.c_str());
        }
    }

    void moreTokensThanTheNetworkIsWideAreFittedAsFarAsTheyCan() {
        const auto backbone = loaded("gpt2");
        MethodStart start = toyStart();
        std::string said;
        start.told = [&](std::string_view text) { said = text; };
        const Recipe recipe =
            prefixRecipe({"method.reparameterization=mlp", "method.width=4", "method.tokens=12"});
        const auto method = must(makeMethod(recipe, *backbone, start, false));
        QVERIFY(said.find("differs by") != std::string::npos);
        // Better than the mean of all tokens alone.
        const auto words = must(makeMethod(prefixRecipe({"method.tokens=12"}), *backbone, start, false));
        const TensorMap wanted = must(words->compute(0, false)), made = must(method->compute(0, false));
        const double missed = apart(wanted[0].data, made[0].data, wanted[0].data.size());
        QVERIFY2(missed > 1e-3 && missed < 0.95, qPrintable(QString::number(missed)));
    }

    void withoutATextTheTaskGivesTheWords() {
        const auto backbone = loaded("gpt2");
        const MethodStart start = toyStart();
        const Ids ids = start.tokenizer->encode("a b c", Surround::No);
        const auto method = must(makeMethod(prefixRecipe(), *backbone, start, false));
        Ids first(ids.begin(), ids.begin() + 3);
        QVERIFY(must(method->compute(0, false)).front().data ==
                must(backbone->keysAndValues(first)).front().data);
    }

    void aTaskWithoutWordsGivesItsFirstRows() {
        const auto backbone = loaded("gpt2");
        const std::vector<EncodedRow> rows = rowsFor(backbone->shape(), 0);
        MethodStart start = toyStart();
        start.verbalizers.clear();
        start.rows = rows;
        const auto method = must(makeMethod(prefixRecipe(), *backbone, start, false));
        const Ids first(rows.front().context.begin(), rows.front().context.begin() + 3);
        QVERIFY(must(method->compute(0, false)).front().data ==
                must(backbone->keysAndValues(first)).front().data);
    }

    void randomNumbersHaveTheSpreadOfWords() {
        const auto backbone = loaded("llama");
        const auto spread = [&](const char* scale, const char* seed) {
            const auto method = methodOver(
                prefixRecipe({"method.init.kind=random", "method.tokens=20", scale, seed}), *backbone);
            return must(method->compute(0, false)).front().data;
        };
        const auto size = [](const std::vector<float>& values) {
            double sum = 0;
            for (const float v : values) sum += static_cast<double>(v) * v;
            return std::sqrt(sum / static_cast<double>(values.size()));
        };
        const auto one = spread("method.init.scale=1", "training.seed=1");
        QVERIFY(one == spread("method.init.scale=1", "training.seed=1"));
        QVERIFY(one != spread("method.init.scale=1", "training.seed=2"));
        const auto words = must(backbone->keysAndValues(toyStart().tokenizer->mostCommon(20))).front().data;
        QVERIFY(std::abs(size(one) / size(words) - 1) < 0.2);
        QVERIFY(size(spread("method.init.scale=3", "training.seed=1")) > 1.8 * size(one));
    }

    void aStartWithoutEffectSaysItsShare_data() {
        QTest::addColumn<QString>("family");
        for (const char* family : kFamilies) QTest::newRow(family) << QString(family);
    }
    void aStartWithoutEffectSaysItsShare() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const Recipe recipe = prefixRecipe({"method.init.kind=noop", "method.tokens=4"});
        const std::vector<EncodedRow> rows = rowsFor(backbone->shape(), 0);
        MethodStart start = toyStart();
        start.rows = rows;
        std::string said;
        start.told = [&](std::string_view text) { said = text; };
        const auto method = must(makeMethod(recipe, *backbone, start, false));
        const TensorMap computed = must(method->compute(0, false));
        for (const HostTensor& tensor : computed)
            if (tensor.name.ends_with(".value"))
                QVERIFY(std::all_of(tensor.data.begin(), tensor.data.end(), [](float v) { return v == 0; }));
        double share = 1, most = 1;
        QCOMPARE(
            std::sscanf(said.c_str(), "the prefix starts with a share of %lg of the attention, %lg at most",
                        &share, &most),
            2);
        QCOMPARE(said.find("some heads look") == std::string::npos, share < 1e-3);
        // Against the same rows that begin as many positions later.
        std::vector<PackedRow> packed;
        for (const EncodedRow& row : rows)
            packed.push_back(packedRow(row, row.answers[static_cast<std::size_t>(row.truth)]));
        const PackedBatch batch = pack(packed);
        PackedBatch later = batch;
        for (std::int32_t& position : later.positions) position += 4;
        const auto with = must(backbone->logits(batch, computed)),
                   without = must(backbone->logits(later, {}));
        const double moved = gap(without, with, backbone->shape());
        QVERIFY2(share >= 1e-3 || moved < 0.02, qPrintable(QString::number(moved)));
        QVERIFY(share > 0 && share <= most);
        // Queries with a bias have a side that they look away from; random ones without point everywhere.
        if (family == "gpt2" || family == "bert" || family == "roberta") QVERIFY(share < 1e-3);
        // Soft tokens differ from each other, so that they learn apart.
        const HostTensor& keys = computed.front();
        const auto width = static_cast<std::ptrdiff_t>(keys.shape[2]);
        QVERIFY(!std::equal(keys.data.begin(), keys.data.begin() + width, keys.data.begin() + width));
    }

    void aRunsPrefixIsTakenOver() {
        const auto backbone = loaded("gpt2");
        const TensorMap other =
            must(methodOver(prefixRecipe({"method.init.kind=random"}), *backbone)->compute(0, false));
        MethodStart start = toyStart();
        start.ofRun = [&](std::string_view) -> Result<TensorMap> { return other; };
        const std::vector<std::string> run{"method.init.kind=run", "method.init.run=7"};
        const auto method = must(makeMethod(prefixRecipe(run), *backbone, start, false));
        QVERIFY(same(must(method->compute(0, false)), other));
        auto longer = run;
        longer.push_back("method.tokens=5");
        const auto refused = makeMethod(prefixRecipe(longer), *backbone, start, false);
        QVERIFY(!refused && refused.error().line().find("set method.tokens to 3") != std::string::npos);
        auto elsewhere = run;
        elsewhere.push_back("method.placement=infix");
        QVERIFY(!makeMethod(prefixRecipe(elsewhere), *backbone, start, false));
    }

    void theEmbeddingAblationIsAPromptOfWords() {
        const auto backbone = loaded("gpt2");
        const Recipe recipe = prefixRecipe({"method.depth=embedding", "method.init.text= cat dog sun"});
        QCOMPARE(slotsOf(recipe, backbone->shape()), 3);
        const MethodStart start = toyStart();
        const auto method = must(makeMethod(recipe, *backbone, start, false));
        const TensorMap computed = must(method->compute(0, false));
        QCOMPARE(computed.size(), std::size_t(1));
        QCOMPARE(computed.front().name, std::string("prompt"));
        const Ids ids = start.tokenizer->encode(" cat dog sun", Surround::No);
        QVERIFY(computed.front().data == must(backbone->embeddings(ids)).data);
    }

    void textsLongerThanTheContextAreRefused() {
        const auto backbone = loaded("gpt2");
        const auto refused = backbone->keysAndValues(Ids(65, 1));
        QVERIFY(!refused && refused.error().line().find("context") != std::string::npos);
        QVERIFY(!backbone->keysAndValues({}));
    }
};

QTEST_GUILESS_MAIN(TestPrefixStarts)
#include "test_prefix_starts.moc"
