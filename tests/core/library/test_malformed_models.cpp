// SPDX-License-Identifier: Apache-2.0
// Folders of models whose small files lie: a typed error that names the place, little memory, little time;
// and texts that make tokenizers slow.
#include <QtTest>

#include <fstream>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/library/library.h"
#include "core/library/opening.h"
#include "core/methods/description.h"
#include "core/spec/recipe.h"
#include "core/text/tokenizer.h"
#include "tests/support/bounded.h"

using namespace lathe;
namespace fs = std::filesystem;

namespace {
const std::string kFixtures = LATHE_FIXTURES;

std::string nested(int levels) {
    return std::string(static_cast<std::size_t>(levels), '[') +
           std::string(static_cast<std::size_t>(levels), ']');
}
}  // namespace

class TestMalformedModels : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    fs::path model() const { return folder_.filePath("model").toStdString(); }
    void put(const char* name, const std::string& bytes) const {
        std::ofstream(model() / name, std::ios::binary) << bytes;
    }
    /// The llama of the fixtures, whole.
    void makeModel() const {
        fs::remove_all(model());
        fs::create_directory(model());
        fs::copy_file(kFixtures + "/backbones/llama/config.json", model() / "config.json");
        fs::copy_file(kFixtures + "/backbones/llama/model.safetensors", model() / "model.safetensors");
        fs::copy_file(kFixtures + "/tokenizers/gpt2/tokenizer.json", model() / "tokenizer.json");
    }

  private Q_SLOTS:
    void theModelItselfOpens() {
        makeModel();
        const auto opened = openBackbone(model().string());
        QVERIFY2(opened, opened ? "" : opened.error().line().c_str());
    }

    void configurationsThatLieAreNamed_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QByteArray>("bytes");
        const auto whole = [](const char* name, const std::string& bytes) {
            QTest::newRow(name) << QString()
                                << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
        };
        whole("empty", "");
        whole("a byte of nothing", std::string(1, '\0'));
        whole("a list", "[1, 2]");
        whole("a number", "7");
        whole("cut", "{\"model_type\": \"llama\", \"hidd");
        whole("text behind the end", "{\"model_type\": \"llama\"} x");
        whole("UTF-16", std::string("\xFF\xFE{\0}\0", 6));
        whole("no UTF-8", "{\"model_type\": \"\xff\"}");
        whole("a key twice", R"({"model_type": "llama", "model_type": "llama"})");
        whole("nested without end", "{\"model_type\": " + nested(100'000) + "}");
        whole("a number of a million digits", "{\"hidden_size\": " + std::string(1'000'000, '9') + "}");
        whole("a text of eight MiB", "{\"model_type\": \"" + std::string(8 << 20, 'a') + "\"}");
        whole("a million values", "{\"a\": [0" + QByteArray(",0").repeated(1'000'000).toStdString() + "]}");
        whole("no architecture", "{}");
        whole("architectures of numbers", R"({"architectures": [1, 2]})");
        whole("architectures of nothing", R"({"architectures": []})");
        whole("another architecture",
              R"({"architectures": ["RunsAnything"], "auto_map": {"AutoModel": "evil.Model"}})");
        const auto with = [](const char* name, const char* changed, const char* value) {
            QTest::newRow(name) << QString(changed) << QByteArray(value);
        };
        with("width of text", "hidden_size", "\"48\"");
        with("width of a half", "hidden_size", "48.5");
        with("width of 2^63", "hidden_size", "9223372036854775808");
        with("width below nothing", "hidden_size", "-48");
        with("another width", "hidden_size", "4096");
        with("vocabulary of 2^31", "vocab_size", "2147483647");
        with("another vocabulary", "vocab_size", "1000000");
        with("layers without end", "num_hidden_layers", "1000000000");
        with("more layers than there are", "num_hidden_layers", "60");
        with("no heads", "num_attention_heads", "0");
        with("heads that do not divide", "num_attention_heads", "7");
        with("inner width of a list", "intermediate_size", "[1]");
        with("another inner width", "intermediate_size", "1000");
        with("no positions", "max_position_embeddings", "0");
        with("an epsilon of nothing", "rms_norm_eps", "0");
        with("an epsilon that is none", "rms_norm_eps", "\"NaN\"");
        with("a base below nothing", "rope_parameters", "{\"rope_type\": \"default\", \"rope_theta\": -1}");
        with("tied with a word", "tie_word_embeddings", "\"yes\"");
    }
    void configurationsThatLieAreNamed() {
        QFETCH(QString, key);
        QFETCH(QByteArray, bytes);
        makeModel();
        std::string text = bytes.toStdString();
        if (!key.isEmpty()) {
            Json config = *Json::parse(*readFile(model() / "config.json"));
            const Json value = Json::parse(text).value_or(Json(text));
            config.set(key.toStdString(), value);
            text = config.pretty();
        }
        put("config.json", text);
        const lathe::tests::Bounded bounded("malformed", "config.json files of a model");
        const auto opened = openBackbone(model().string());
        if (opened) {  // what only the weights can tell is found before one is read
            QVERIFY(!tensorProblems(*opened).empty());
            return;
        }
        const Error& error = opened.error();
        QVERIFY2(!error.what.empty() && !error.where.empty(), error.line().c_str());
        QVERIFY2(error.line().size() < 6000, "the error repeats the file");
    }

    void weightsAndNeighboursThatLieAreNamed_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* tag, const char* name, const std::string& bytes) {
            QTest::newRow(tag) << QString(name)
                               << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
        };
        row("weights of nothing", "model.safetensors", "");
        row("weights of another model", "model.safetensors", std::string("\x02\0\0\0\0\0\0\0{}", 10));
        row("an index beside", "model.safetensors.index.json",
            R"({"weight_map": {"a": "../../etc/passwd"}})");
        row("an index of itself", "model.safetensors.index.json",
            R"({"weight_map": {"a": "model.safetensors.index.json"}})");
        row("an index of numbers", "model.safetensors.index.json", R"({"weight_map": {"a": 1}})");
        row("an index of a list", "model.safetensors.index.json", "[]");
    }
    void weightsAndNeighboursThatLieAreNamed() {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        makeModel();
        if (name.endsWith("index.json")) fs::remove(model() / "model.safetensors");
        put(qPrintable(name), bytes.toStdString());
        const lathe::tests::Bounded bounded("malformed", "weights and indexes of a model");
        const auto opened = openBackbone(model().string());
        if (opened) {
            QVERIFY(!tensorProblems(*opened).empty());
            return;
        }
        QVERIFY2(!opened.error().what.empty() && !opened.error().where.empty(),
                 opened.error().line().c_str());
    }

    void recipesThatAreNoneAreNamed_data() {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, const std::string& bytes) {
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
        };
        row("empty", "");
        row("a list", "[]");
        row("null", "null");
        row("cut", "{\"recipe\": 1, \"task\": {");
        row("a key twice", R"({"recipe": 1, "recipe": 1})");
        row("nested without end", "{\"task\": " + nested(100'000) + "}");
        row("no UTF-8", "{\"name\": \"\xC0\xAF\"}");
        row("sections of numbers", R"({"recipe": 1, "task": 1, "method": 2, "optimizer": 3, "training": 4})");
        row("a hundred thousand keys", [] {
            std::string text = "{\"recipe\": 1";
            for (int i = 0; i < 100'000; ++i) text += ",\"k" + std::to_string(i) + "\":0";
            return text + "}";
        }());
        row("a name of a MiB", "{\"recipe\": 1, \"name\": \"" + std::string(1 << 20, 'x') + "\"}");
    }
    void recipesThatAreNoneAreNamed() {
        QFETCH(QByteArray, bytes);
        const std::string text = bytes.toStdString();
        const lathe::tests::Bounded bounded("malformed", "recipes");
        const auto json = Json::parse(text, "r.json");
        if (!json) {
            QVERIFY(!json.error().what.empty() && !json.error().where.empty());
            return;
        }
        const auto problems = recipeProblems(*json, catalogue());
        QVERIFY(!problems.empty());
        for (const Error& problem : problems) QVERIFY2(!problem.where.empty(), problem.line().c_str());
    }

    void textsThatAreSlowAreNotHere_data() {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QByteArray>("text");
        for (const char* folder : {"gpt2", "llama3", "bert", "llama2", "t5"})
            for (const char* unit :
                 {"a", " ", "\n", "ab", "\u65e5", "\xff", "'s", "1", "\u0301", "<s>", "\u2581"})
                QTest::addRow("%s %s", folder, QByteArray(unit).toPercentEncoding().constData())
                    << QString(folder) << QByteArray(unit).repeated(100'000 / static_cast<int>(strlen(unit)));
    }
    void textsThatAreSlowAreNotHere() {
        QFETCH(QString, folder);
        QFETCH(QByteArray, text);
        const auto tokenizer = loadTokenizer(kFixtures + "/tokenizers/" + folder.toStdString());
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().line().c_str());
        const lathe::tests::Bounded bounded("malformed", "texts of 100,000 bytes that slow tokenizers down");
        const auto ids = (*tokenizer)->encode(text.toStdString(), Surround::Yes);
        for (const std::int32_t id : ids) QVERIFY(id >= 0 && id < (*tokenizer)->size());
    }

    void longPiecesAreNoStackOverflow() {
        Json json = *Json::parse(*readFile(kFixtures + "/tokenizers/gpt2/tokenizer.json"));
        makeModel();
        const lathe::tests::Bounded bounded("malformed", "tokenizer.json files");
        Json vocabulary = json.at("model.vocab");
        vocabulary.set(std::string(200'000, 'a'), 500);
        json.setAt("model.vocab", vocabulary);
        put("tokenizer.json", json.dump());
        const auto tokenizer = loadTokenizer(model().string());
        if (tokenizer) QVERIFY(!(*tokenizer)->encode(std::string(1000, 'a'), Surround::No).empty());
    }
};

QTEST_GUILESS_MAIN(TestMalformedModels)
#include "test_malformed_models.moc"
