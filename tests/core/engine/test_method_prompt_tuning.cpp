// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <set>

#include "core/engine/conversion.h"
#include "core/formats/npy.h"
#include "tests/support/training_setup.h"

using namespace lathe;

namespace {

constexpr std::size_t kWidth = 8;

struct Setting {
    FakeBackbone backbone;
    MethodStart start;
    Setting() {
        start.tokenizer = std::make_shared<CommonTokenizer>();
        start.verbalizers = {" cat", " dog food", " tree"};
        start.slotWords = {-1, -1, -1, -1};
    }
    Result<HostTensor> prompt(const std::vector<std::string>& settings) {
        LATHE_TRY(method, makeMethod(smallRecipe(settings), backbone, start, false));
        return method->parameters().front();
    }
    std::vector<float> word(std::int32_t id) { return backbone.embeddings({&id, 1})->data; }
    std::int32_t id(std::string_view text) const { return *start.tokenizer->idOf(text); }
};

std::vector<float> row(const HostTensor& prompt, std::size_t index) {
    const auto begin = prompt.data.begin() + static_cast<std::ptrdiff_t>(index * kWidth);
    return {begin, begin + kWidth};
}

BackboneShape shapeOf(std::int64_t width = 8) {
    BackboneShape shape;
    shape.width = width;
    shape.layers = 30;
    shape.heads = 9;
    return shape;
}

HostTensor array(std::int64_t rows, std::int64_t width = 8) {
    HostTensor tensor{"array", {rows, width}, {}};
    for (std::int64_t i = 0; i < rows * width; ++i) tensor.data.push_back(static_cast<float>(i) / 8);
    return tensor;
}

}  // namespace

class TestMethodPromptTuning : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void theGradientGoesStraightThrough() {
        Setting setting;
        auto method = makeMethod(smallRecipe(), setting.backbone, setting.start, false);
        QVERIFY(method);
        const auto computed = (*method)->compute(0, true);
        QVERIFY(same(*computed, (*method)->parameters()));
        TensorMap gradient = *computed;
        gradient[0].data[3] = 42;
        QVERIFY(same(*(*method)->backward(gradient), gradient));
        (*method)->parameters()[0].data[0] = 7;
        QCOMPARE((*method)->compute(1, false)->front().data[0], 7.0F);
    }

    void aResumeStartsEmpty() {
        Setting setting;
        setting.start.ofRun = [](std::string_view) -> Result<TensorMap> {
            return failed("must not be asked");
        };
        auto method = makeMethod(smallRecipe({"method.init.kind=run", "method.init.run=4"}), setting.backbone,
                                 setting.start, true);
        QVERIFY(method);
        QCOMPARE((*method)->parameters()[0].shape, (std::vector<std::int64_t>{4, 8}));
    }

    void uniformStaysInItsRange() {
        Setting setting;
        const auto prompt = setting.prompt({"method.init.kind=uniform", "method.tokens=200"});
        QVERIFY(prompt);
        const auto [low, high] = std::minmax_element(prompt->data.begin(), prompt->data.end());
        QVERIFY(*low >= -0.5F && *low < -0.49F && *high <= 0.5F && *high > 0.49F);
        QCOMPARE(setting.prompt({"method.init.kind=uniform", "method.tokens=200"})->data, prompt->data);
        QVERIFY(setting.prompt({"method.init.kind=uniform", "method.tokens=200", "training.seed=5"})->data !=
                prompt->data);
    }

    void normalHasTheEmbeddingsOwnScale() {
        Setting setting;
        const auto prompt =
            setting.prompt({"method.init.kind=normal", "method.tokens=2000", "method.init.scale=0.5"});
        QVERIFY(prompt);
        double sum = 0, squares = 0;
        for (const float value : prompt->data) sum += value, squares += static_cast<double>(value) * value;
        const double mean = sum / 16000;
        QVERIFY(std::abs(mean - 0.25) < 0.03);
        QVERIFY(std::abs(std::sqrt(squares / 16000 - mean * mean) - 1.0) < 0.03);
    }

    void commonWordsAreDrawnWithoutRepeating() {
        Setting setting;
        const auto prompt =
            setting.prompt({"method.init.kind=vocabulary", "method.tokens=12", "method.init.count=12"});
        QVERIFY(prompt);
        std::set<std::vector<float>> rows, words;
        for (std::size_t i = 0; i < 12; ++i) rows.insert(row(*prompt, i));
        for (const auto id : setting.start.tokenizer->mostCommon(12)) words.insert(setting.word(id));
        QCOMPARE(rows.size(), 12U);
        QVERIFY(rows == words);
        QVERIFY(row(*prompt, 0) != setting.word(setting.start.tokenizer->mostCommon(1)[0]) ||
                row(*prompt, 1) != setting.word(setting.start.tokenizer->mostCommon(2)[1]));
        QVERIFY(
            setting.prompt({"method.init.kind=vocabulary", "method.tokens=100"}));  // more slots than words
    }

    void labelsAreTheMeansOfTheirTokens() {
        Setting setting;
        const auto prompt = setting.prompt({"method.init.kind=labels", "method.tokens=5"});
        QVERIFY(prompt);
        QCOMPARE(row(*prompt, 0), setting.word(setting.id(" cat")));
        const auto dog = setting.word(setting.id(" dog")), food = setting.word(setting.id(" food"));
        for (std::size_t c = 0; c < kWidth; ++c) QCOMPARE(row(*prompt, 1)[c], (dog[c] + food[c]) / 2);
        QCOMPARE(row(*prompt, 2), setting.word(setting.id(" tree")));
        QVERIFY(row(*prompt, 3) != row(*prompt, 4));
        QCOMPARE(setting.prompt({"method.init.kind=labels", "method.tokens=2"})->shape[0], 2);
        setting.start.verbalizers.clear();
        QVERIFY(!setting.prompt({"method.init.kind=labels"}));
    }

    void aTextIsRepeatedOrCut() {
        Setting setting;
        const auto prompt =
            setting.prompt({"method.init.kind=text", "method.init.text= sun moon", "method.tokens=3"});
        QVERIFY(prompt);
        QCOMPARE(row(*prompt, 0), setting.word(setting.id(" sun")));
        QCOMPARE(row(*prompt, 1), setting.word(setting.id(" moon")));
        QCOMPARE(row(*prompt, 2), setting.word(setting.id(" sun")));
        QCOMPARE(
            row(*setting.prompt({"method.init.kind=text", "method.init.text= sun moon", "method.tokens=1"}),
                0),
            setting.word(setting.id(" sun")));
    }

    void softWordsStartAsThoseWords() {
        Setting setting;
        setting.start.slotWords = {-1, setting.id(" red"), -1, setting.id(" blue")};
        const auto prompt = setting.prompt({"method.init.kind=uniform"});
        QVERIFY(prompt);
        QCOMPARE(row(*prompt, 1), setting.word(setting.id(" red")));
        QCOMPARE(row(*prompt, 3), setting.word(setting.id(" blue")));
        QVERIFY(std::abs(row(*prompt, 0)[0]) <= 0.5F);
    }

    void anotherRunsPromptMustFit() {
        Setting setting;
        std::string askedFor;
        HostTensor other = array(4);
        other.name = "prompt";
        setting.start.ofRun = [&](std::string_view run) -> Result<TensorMap> {
            askedFor = run;
            return TensorMap{other};
        };
        const auto prompt = setting.prompt({"method.init.kind=run", "method.init.run=\"7\""});
        QVERIFY2(prompt, prompt ? "" : prompt.error().line().c_str());
        QCOMPARE(askedFor, std::string("7"));
        QCOMPARE(prompt->data, other.data);
        const auto longer =
            setting.prompt({"method.init.kind=run", "method.init.run=\"7\"", "method.tokens=6"});
        QVERIFY(!longer);
        QVERIFY2(longer.error().line().find("set method.tokens to 4") != std::string::npos,
                 longer.error().line().c_str());
        other = array(4, 9);
        other.name = "prompt";
        QVERIFY(!setting.prompt({"method.init.kind=run", "method.init.run=\"7\""}));
    }

    void anArrayOrAnAdapterIsReadFromItsFile() {
        Setting setting;
        QTemporaryDir folder;
        const std::string npy = folder.filePath("p.npy").toStdString(),
                          peft = folder.filePath("peft").toStdString();
        QVERIFY(writeNpy(npy, array(4)));
        const auto prompt = setting.prompt({"method.init.kind=file", "method.init.path=" + npy});
        QVERIFY2(prompt, prompt ? "" : prompt.error().line().c_str());
        QCOMPARE(prompt->data, array(4).data);
        QVERIFY(!setting.prompt({"method.init.kind=file", "method.init.path=" + npy, "method.tokens=5"}));
        QVERIFY(!setting.prompt({"method.init.kind=file", "method.init.path=" + npy + ".absent"}));
        PeftAdapter adapter{Json::object({{"peft_type", "PROMPT_TUNING"}, {"num_virtual_tokens", 4}}),
                            array(4)};
        adapter.embeddings.name = "prompt_embeddings";
        QVERIFY(writePeft(peft, adapter, {}));
        QCOMPARE(setting.prompt({"method.init.kind=file", "method.init.path=" + peft})->data, array(4).data);
    }

    void aLeadingPromptBecomesAPeftAdapter() {
        HostTensor prompt = array(4);
        prompt.name = "prompt";
        const auto& conversion = conversionOf("prompt_tuning");
        const auto adapter = conversion.toPeft({prompt}, smallRecipe(), shapeOf(), "some-model");
        QVERIFY2(adapter, adapter ? "" : adapter.error().line().c_str());
        QCOMPARE(adapter->embeddings.name, std::string("prompt_embeddings"));
        QCOMPARE(adapter->embeddings.data, prompt.data);
        QCOMPARE(adapter->config.dump(),
                 std::string("{\"auto_mapping\": null, \"base_model_name_or_path\": \"some-model\", "
                             "\"inference_mode\": true, "
                             "\"modules_to_save\": null, \"num_attention_heads\": 9, \"num_layers\": 30, "
                             "\"num_transformer_submodules\": 1, \"num_virtual_tokens\": 4, \"peft_type\": "
                             "\"PROMPT_TUNING\", "
                             "\"peft_version\": \"0.21.2\", \"prompt_tuning_init\": \"RANDOM\", "
                             "\"prompt_tuning_init_text\": null, "
                             "\"revision\": null, \"task_type\": \"CAUSAL_LM\", \"token_dim\": 8, "
                             "\"tokenizer_kwargs\": null, "
                             "\"tokenizer_name_or_path\": null}"));
        const auto back = conversion.fromPeft(*adapter, shapeOf());
        QVERIFY(back);
        QVERIFY(same(*back, {prompt}));
        QVERIFY(conversionForPeft(*adapter));
        QCOMPARE(conversion.importedMethod(*back)["tokens"].toInteger(), 4);
    }

    void aPromptBehindTheTextIsRefusedForPeft() {
        HostTensor prompt = array(4);
        prompt.name = "prompt";
        for (const char* text :
             {"{text}{prompt}{label}", "{prompt:2}{text}{prompt:2}{label}", "a{prompt}{text}{label}"}) {
            const auto adapter =
                conversionOf("prompt_tuning")
                    .toPeft({prompt}, smallRecipe({std::string("task.template=") + text}), shapeOf(), "m");
            QVERIFY(!adapter);
            QVERIFY(adapter.error().line().find("task.template") != std::string::npos);
        }
        QVERIFY(conversionOf("prompt_tuning")
                    .toPeft({prompt},
                            smallRecipe({"task.template={prompt:1}{soft:so }{prompt:2}{text}{label}"}),
                            shapeOf(), "m"));
    }

    void adaptersThatDoNotFitAreRefused() {
        const auto& conversion = conversionOf("prompt_tuning");
        const auto config = [](const char* type, std::int64_t tokens, std::int64_t modules) {
            return Json::object({{"peft_type", type},
                                 {"num_virtual_tokens", tokens},
                                 {"num_transformer_submodules", modules}});
        };
        QVERIFY(conversion.fromPeft({config("PROMPT_TUNING", 4, 1), array(4)}, shapeOf()));
        const auto doubled = conversion.fromPeft({config("PROMPT_TUNING", 4, 2), array(8)}, shapeOf());
        QVERIFY(doubled);
        QCOMPARE(doubled->front().shape[0], 4);
        QVERIFY(!conversion.fromPeft({config("LORA", 4, 1), array(4)}, shapeOf()));
        QVERIFY(!conversion.fromPeft({config("PROMPT_TUNING", 4, 1), array(4)}, shapeOf(16)));
        QVERIFY(!conversion.fromPeft({config("PROMPT_TUNING", 5, 1), array(4)}, shapeOf()));
        QVERIFY(!conversion.fromPeft({config("PROMPT_TUNING", 0, 1), array(4)}, shapeOf()));
        auto broken = array(4);
        broken.data[5] = std::nanf("");
        QVERIFY(!conversion.fromPeft({config("PROMPT_TUNING", 4, 1), broken}, shapeOf()));
        QVERIFY(!conversion.fromArray(broken, shapeOf()));
        QVERIFY(!conversion.fromArray(array(4, 9), shapeOf()));
        const auto unknown = conversionForPeft({config("LORA", 4, 1), array(4)});
        QVERIFY(!unknown);
        QVERIFY(unknown.error().line().find("PROMPT_TUNING") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestMethodPromptTuning)
#include "test_method_prompt_tuning.moc"
