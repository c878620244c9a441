// SPDX-License-Identifier: Apache-2.0
// Every recipe under projects/, walked for two steps as a user would, on a tiny random backbone that knows
// the samples' words.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <set>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "core/data/relations.h"
#include "core/data/samples.h"
#include "core/data/wordnet.h"
#include "core/formats/safetensors.h"
#include "tests/support/package_lists.h"

using namespace lathe;

namespace {

constexpr std::int64_t kWidth = 16, kFeedForward = 24, kHeads = 2, kLayers = 2;

/// The fixture's byte-level tokenizer with each word (and the space before it) as a token of its own.
std::int64_t writeTokenizer(const std::string& folder, const std::set<std::string>& words) {
    const auto text = readFile(LATHE_FIXTURES "/tokenizers/gpt2/tokenizer.json");
    auto json = Json::parse(*text);
    std::int64_t next = 0;
    for (const auto& [piece, id] : json->at("model.vocab").members())
        next = std::max(next, id.toInteger() + 1);
    for (const Json& token : (*json)["added_tokens"].items())
        next = std::max(next, token["id"].toInteger() + 1);
    Json added = (*json)["added_tokens"];
    for (const std::string& word : words)
        added.append(Json::object({{"id", next++},
                                   {"content", " " + word},
                                   {"single_word", true},
                                   {"lstrip", false},
                                   {"rstrip", false},
                                   {"normalized", false},
                                   {"special", false}}));
    json->set("added_tokens", added);
    std::ofstream(folder + "/tokenizer.json") << json->dump();
    std::filesystem::copy_file(LATHE_FIXTURES "/tokenizers/gpt2/tokenizer_config.json",
                               folder + "/tokenizer_config.json");
    return next;
}

void writeBackbone(const std::string& folder, std::int64_t vocabulary) {
    const Json config = Json::object({{"architectures", Json::array({"LlamaForCausalLM"})},
                                      {"model_type", "llama"},
                                      {"vocab_size", vocabulary},
                                      {"hidden_size", kWidth},
                                      {"num_hidden_layers", kLayers},
                                      {"num_attention_heads", kHeads},
                                      {"num_key_value_heads", kHeads},
                                      {"intermediate_size", kFeedForward},
                                      {"max_position_embeddings", 512},
                                      {"hidden_act", "silu"},
                                      {"rms_norm_eps", 1e-5},
                                      {"rope_theta", 10000.0},
                                      {"tie_word_embeddings", true}});
    std::ofstream(folder + "/config.json") << config.pretty();
    TensorMap tensors;
    const auto draw = [&](const std::string& name, std::vector<std::int64_t> shape) {
        HostTensor tensor{name, std::move(shape), {}};
        const Random random(5, name);
        for (std::int64_t i = 0; i < tensor.elements(); ++i)
            tensor.data.push_back(static_cast<float>(0.2 * random.normal(static_cast<std::uint64_t>(i))));
        tensors.push_back(std::move(tensor));
    };
    draw("model.embed_tokens.weight", {vocabulary, kWidth});
    draw("model.norm.weight", {kWidth});
    for (std::int64_t l = 0; l < kLayers; ++l) {
        const std::string start = "model.layers." + std::to_string(l) + ".";
        for (const char* name : {"q_proj", "k_proj", "v_proj", "o_proj"})
            draw(start + "self_attn." + name + ".weight", {kWidth, kWidth});
        draw(start + "mlp.gate_proj.weight", {kFeedForward, kWidth});
        draw(start + "mlp.up_proj.weight", {kFeedForward, kWidth});
        draw(start + "mlp.down_proj.weight", {kWidth, kFeedForward});
        draw(start + "input_layernorm.weight", {kWidth});
        draw(start + "post_attention_layernorm.weight", {kWidth});
    }
    if (const auto written = writeSafetensors(folder + "/model.safetensors", tensors); !written)
        qFatal("%s", written.error().line().c_str());
}

}  // namespace

class TestSampleRecipes : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    QString path(const QString& name) const { return folder_.filePath(name); }
    Result<Json> run(const QStringList& arguments) const {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("XDG_DATA_HOME", path("data"));
        environment.insert("PROMPTLATHE_APT_LISTS", path("lists"));
        process.setProcessEnvironment(environment);
        process.start(LATHE_CLI, arguments + QStringList{"--json"});
        if (!process.waitForFinished(120000)) qFatal("promptlathe-cli did not end");
        if (process.exitCode() != 0)
            return failed(process.readAllStandardError().toStdString(), arguments.join(' ').toStdString());
        return Json::parse(process.readAllStandardOutput().trimmed().toStdString());
    }

  private Q_SLOTS:
    void initTestCase() {
        for (const char* needed :
             {"/usr/share/wordnet/data.noun", "/usr/share/iso-codes/json/iso_639-3.json"})
            if (!QFile::exists(needed)) QSKIP("wordnet-base and iso-codes are not installed");
        QVERIFY(QDir(folder_.path()).mkdir("lists") && QDir(folder_.path()).mkdir("tiny"));
        test::writeLists(path("lists").toStdString(), test::manyPackages(120));
        const auto relations = readRelations(wordnetNouns());
        QVERIFY(relations);
        // Some objects stay out, as with a real tokenizer.
        std::set<std::string> words;
        for (const RelationFacts& facts : *relations)
            for (const Fact& fact : facts.train)
                if (fact.object.size() != 5) words.insert(fact.object);
        const std::string tiny = path("tiny").toStdString();
        writeBackbone(tiny, writeTokenizer(tiny, words));
    }

    void everyRecipeIsWalked_data() {
        QTest::addColumn<QString>("sample");
        for (const Sample& sample : samples())
            QTest::newRow(sample.name.c_str()) << QString::fromStdString(sample.name);
    }
    void everyRecipeIsWalked() {
        QFETCH(QString, sample);
        const QString file = path(sample + ".lathe");
        const auto made = run({"new", file, "--sample", sample});
        QVERIFY2(made, made ? "" : made.error().line().c_str());
        const auto sets = run({"data", "list", file});
        QVERIFY(sets);
        for (const Json& set : sets->items()) {
            QVERIFY(set.at("splits.test").toInteger() > 0);
            QVERIFY2(set["notes"].items().front().string().find(", SHA-256 ") != std::string::npos,
                     set.dump().c_str());
        }
        const auto found = findSample(sample.toStdString());
        QVERIFY(found && !found->recipes.empty());
        for (const SampleRecipe& recipe : found->recipes) {
            const auto trained = run({"train", file, QString::fromStdString(recipe.name), "--set",
                                      "backbone.id=" + path("tiny"), "--set", "training.steps=2", "--set",
                                      "training.batch=2", "--set", "optimizer.warmup=1", "--set",
                                      "training.evaluate_every=2", "--set", "training.snapshot_every=2"});
            QVERIFY2(trained,
                     trained ? recipe.name.c_str() : (recipe.name + ": " + trained.error().line()).c_str());
            QCOMPARE((*trained)["steps"].toInteger(), std::int64_t{2});
            QVERIFY2(trained->at("metrics.loss").isNumber(), trained->dump().c_str());
        }
        const auto recipes = run({"recipe", "list", "--project", file});
        QVERIFY(recipes);
        std::size_t own = 0;
        for (const Json& recipe : recipes->items()) own += recipe["from"].string() == "project" ? 1 : 0;
        QCOMPARE(own, found->recipes.size());
    }

    void everyFolderOfProjectsIsASampleThatSaysWhatToExpect() {
        std::set<QString> names;
        for (const Sample& sample : samples()) names.insert(QString::fromStdString(sample.name));
        for (const QString& folder :
             QDir(LATHE_SOURCE "/projects").entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QVERIFY2(names.contains(folder), qPrintable(folder));
            QFile readme(LATHE_SOURCE "/projects/" + folder + "/README.md");
            QVERIFY(readme.open(QIODevice::ReadOnly));
            const QByteArray text = readme.readAll();
            for (const char* part : {"## How the data is made", "## What to expect"})
                QVERIFY2(text.contains(part), qPrintable(folder + ": " + part));
        }
    }
};

QTEST_GUILESS_MAIN(TestSampleRecipes)
#include "test_sample_recipes.moc"
