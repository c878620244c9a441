// SPDX-License-Identifier: Apache-2.0
// P-tuning's networks against the published layers and PEFT's, values and gradients.
#include <QTest>
#include <cmath>

#include "core/engine/method.h"
#include "core/formats/safetensors.h"
#include "core/methods/description.h"
#include "core/methods/p_tuning/conversion.h"
#include "tests/support/training_setup.h"

using namespace lathe;

namespace {

constexpr const char* kRecipe = R"({"recipe": 1, "name": "p", "backbone": {"id": "tiny"},
    "task": {"kind": "classify", "data": "rows", "template": "{prompt:2}{text}{prompt:2} is{label}",
             "labels": {"a": " a", "b": " b"}},
    "method": {"kind": "p_tuning", "tokens": 4}})";

Recipe recipeWith(std::initializer_list<std::pair<std::string, Json>> settings) {
    Json recipe = *Json::parse(kRecipe);
    for (const auto& [key, value] : settings) recipe.setAt(key, value);
    auto checked = checkRecipe(recipe, catalogue());
    if (!checked) qFatal("%s", checked.error().line().c_str());
    return std::move(*checked);
}

/// Finds no token in any text.
class WordlessTokenizer : public CommonTokenizer {
    std::vector<std::int32_t> encode(std::string_view, Surround) const override { return {}; }
};

double distance(const HostTensor& a, const HostTensor& b) {
    double difference = 0, norm = 0;
    for (std::size_t i = 0; i < a.data.size(); ++i) {
        difference += std::pow(static_cast<double>(a.data[i]) - b.data[i], 2);
        norm += std::pow(static_cast<double>(b.data[i]), 2);
    }
    return std::sqrt(difference / std::max(norm, 1e-30));
}

}  // namespace

class TestPTuning : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void networksGiveThePublishedValuesAndGradients_data() {
        QTest::addColumn<QString>("form");
        QTest::addColumn<QString>("encoder");
        QTest::addColumn<int>("hidden");
        QTest::newRow("paper lstm") << "paper"
                                    << "lstm" << 6;
        QTest::newRow("paper mlp") << "paper"
                                   << "mlp" << 5;
        QTest::newRow("peft lstm") << "peft"
                                   << "lstm" << 5;
        QTest::newRow("peft mlp") << "peft"
                                  << "mlp" << 5;
    }
    void networksGiveThePublishedValuesAndGradients() {
        QFETCH(QString, form);
        QFETCH(QString, encoder);
        QFETCH(int, hidden);
        FakeBackbone backbone(40, 6);
        const Recipe recipe = recipeWith({{"method.network", form.toStdString()},
                                          {"method.encoder", encoder.toStdString()},
                                          {"method.hidden", hidden}});
        auto method = makeMethod(recipe, backbone, {}, false);
        QVERIFY(method.has_value());
        const auto wanted = readSafetensors(std::string(LATHE_FIXTURES) + "/p_tuning/" +
                                            (form + "-" + encoder + ".safetensors").toStdString());
        QVERIFY(wanted.has_value());
        std::size_t gradients = 0;
        for (const HostTensor& tensor : *wanted) gradients += tensor.name.starts_with("gradient.");
        QCOMPARE((*method)->parameters().size(), gradients);
        std::int64_t numbers = 0;
        for (HostTensor& parameter : (*method)->parameters()) {
            const HostTensor* given = find(*wanted, parameter.name);
            QVERIFY2(given, parameter.name.c_str());
            QVERIFY2(given->shape == parameter.shape, parameter.name.c_str());
            parameter.data = given->data;
            numbers += parameter.elements();
        }
        for (const MethodDescription& description : methods())
            if (description.kind.name == "p_tuning")
                QCOMPARE(description.trainable(backbone.shape(), recipe), numbers);
        const auto computed = (*method)->compute(0, true);
        QVERIFY(computed.has_value());
        const HostTensor* prompt = find(*computed, "prompt");
        QVERIFY(prompt && prompt->shape == std::vector<std::int64_t>({4, 6}));
        QVERIFY(distance(*prompt, *find(*wanted, "prompt")) < 1e-6);
        HostTensor slope = *find(*wanted, "weights");
        slope.name = "prompt";
        const auto gradient = (*method)->backward({slope});
        QVERIFY(gradient.has_value());
        for (const HostTensor& part : *gradient)
            QVERIFY2(distance(part, *find(*wanted, "gradient." + part.name)) < 1e-5, part.name.c_str());
        // Without a way back the same comes out.
        QVERIFY((*method)->compute(0, false)->front().data == prompt->data);
    }

    void dropoutIsDrawnByStepAndOnlyWhileTraining() {
        FakeBackbone backbone(40, 6);
        const Recipe recipe = recipeWith({{"method.dropout", 0.5}});
        auto method = makeMethod(recipe, backbone, {}, false);
        const auto at = [&](std::int64_t step, bool training) {
            return (*method)->compute(step, training)->front().data;
        };
        QVERIFY(at(1, true) == at(1, true));
        QVERIFY(at(1, true) != at(2, true));
        QVERIFY(at(1, false) == at(2, false));
        QVERIFY(at(1, false) != at(1, true));
    }

    void withoutANetworkThePromptItselfIsTrained() {
        FakeBackbone backbone(40, 6);
        const Recipe recipe = recipeWith({{"method.encoder", "none"}, {"method.init.kind", "normal"}});
        auto method = makeMethod(recipe, backbone, {}, false);
        QCOMPARE((*method)->parameters().size(), std::size_t(1));
        QVERIFY((*method)->compute(0, true)->front().data == (*method)->parameters().front().data);
    }

    void aNetworkStartsAsTheWordsThatItIsFittedTo_data() {
        QTest::addColumn<QString>("encoder");
        QTest::addColumn<QString>("form");
        for (const char* encoder : {"lstm", "mlp"})
            for (const char* form : {"paper", "peft"})
                QTest::addRow("%s %s", form, encoder) << QString(encoder) << QString(form);
    }
    void aNetworkStartsAsTheWordsThatItIsFittedTo() {
        QFETCH(QString, encoder);
        QFETCH(QString, form);
        FakeBackbone backbone(40, 6);
        MethodStart from;
        from.tokenizer = std::make_shared<CommonTokenizer>();
        const Recipe recipe = recipeWith({{"method.encoder", encoder.toStdString()},
                                          {"method.network", form.toStdString()},
                                          {"method.hidden", 24},
                                          {"method.start_text", " cat dog food"}});
        auto method = makeMethod(recipe, backbone, from, false);
        QVERIFY(method.has_value());
        const auto prompt = (*method)->compute(0, false);
        std::vector<std::int32_t> ids = from.tokenizer->encode(" cat dog food", Surround::No);
        ids.push_back(ids.front());  // four slots
        QVERIFY(distance(prompt->front(), *backbone.embeddings(ids)) < 1e-3);
        // Only the last layer is another one than without the words.
        auto plain = makeMethod(recipeWith({{"method.encoder", encoder.toStdString()},
                                            {"method.network", form.toStdString()},
                                            {"method.hidden", 24}}),
                                backbone, from, false);
        const TensorMap &a = (*method)->parameters(), &b = (*plain)->parameters();
        for (std::size_t i = 0; i < a.size(); ++i) QCOMPARE(a[i].data == b[i].data, i + 2 < a.size());
    }

    void aStartOfNoWordsIsRefused() {
        FakeBackbone backbone(40, 6);
        MethodStart from;
        from.tokenizer = std::make_shared<WordlessTokenizer>();
        const auto method = makeMethod(recipeWith({{"method.start_text", " "}}), backbone, from, false);
        QVERIFY(!method.has_value());
        QCOMPARE(method.error().where, std::string("method.start_text"));
    }

    void anOddPaperLstmIsRefused() {
        FakeBackbone backbone(40, 6);
        for (const MethodDescription& description : methods()) {
            if (description.kind.name != "p_tuning") continue;
            QVERIFY(!description.refuses(backbone.shape(), recipeWith({{"method.hidden", 6}})));
            QVERIFY(description.refuses(backbone.shape(), recipeWith({{"method.hidden", 5}}))->find("even") !=
                    std::string::npos);
        }
    }

    void startsBelongToPromptsWithoutANetwork() {
        Json recipe = *Json::parse(kRecipe);
        recipe.setAt("method.init.kind", "normal");
        const auto problems = recipeProblems(recipe, catalogue());
        QVERIFY(!problems.empty());
        QCOMPARE(problems.front().where, std::string("method.init.kind"));
    }
};

QTEST_GUILESS_MAIN(TestPTuning)
#include "test_p_tuning.moc"
