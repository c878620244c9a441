// SPDX-License-Identifier: Apache-2.0
// Tokenizers of the shapes that published models have, against the ids and texts that the reference libraries
// gave (tests/fixtures/tokenizers/make.py).
#include <QtTest>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/text/tokenizer.h"
#include "tests/support/tried.h"

using namespace lathe;

namespace {
const std::string kFixtures = std::string(LATHE_FIXTURES) + "/tokenizers/";
const std::vector<const char*> kShapes = {"bert-cased", "bytes",   "llama2", "llama2-gguf",
                                          "qwen2",      "roberta", "t5"};

std::vector<std::string> linesOf(const std::string& path) {
    std::vector<std::string> lines;
    const auto text = readFile(path);
    if (!text) return lines;
    for (const std::string_view line : split(*text, '\n')) lines.emplace_back(line);
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
}

std::shared_ptr<const Tokenizer> load(const std::string& shape) {
    const std::string folder = kFixtures + "shape-" + shape;
    const auto tokenizer = loadTokenizer(shape.ends_with("gguf") ? folder + "/tokenizer.gguf" : folder);
    if (!tokenizer) qWarning("%s", tokenizer.error().line().c_str());
    return tokenizer ? *tokenizer : nullptr;
}

std::vector<std::int32_t> idsOf(const std::string& line) {
    std::vector<std::int32_t> ids;
    const auto json = Json::parse(line, "ids");
    if (!json) return {-1};
    for (const Json& id : json->items()) ids.push_back(static_cast<std::int32_t>(id.toInteger()));
    return ids;
}
}  // namespace

class TestTokenizerShapes : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void idsAndTextsAreTheReferences_data() {
        QTest::addColumn<QString>("shape");
        for (const char* shape : kShapes) QTest::newRow(shape) << QString(shape);
    }
    void idsAndTextsAreTheReferences() {
        QFETCH(QString, shape);
        const auto tokenizer = load(shape.toStdString());
        QVERIFY(tokenizer);
        const auto lines = linesOf(kFixtures + "lines.txt");
        const auto ids = linesOf(kFixtures + "shape-" + shape.toStdString() + "/ids.jsonl");
        const auto back = linesOf(kFixtures + "shape-" + shape.toStdString() + "/back.jsonl");
        QVERIFY(lines.size() > 100 && ids.size() == lines.size());
        QVERIFY(back.size() == lines.size() || (back.empty() && shape == "bytes"));
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const auto expected = idsOf(ids[i]);
            QCOMPARE(tokenizer->encode(lines[i], Surround::Yes), expected);
            if (back.empty()) continue;
            const auto text = Json::parse(back[i], "back");
            QVERIFY(text);
            QCOMPARE(tokenizer->decode(expected, true), text->string());
        }
    }

    void longTextsTakeLinearTime() {
        for (const char* shape : kShapes) {
            const auto tokenizer = load(shape);
            for (const char* unit : {"a", "ab", " ", "\u65e5", "\U0001f600"}) {
                std::string text;
                while (text.size() < 1 << 17) text += unit;
                const double began = tests::workSeconds();
                const auto ids = tokenizer->encode(text, Surround::No);
                tokenizer->decode(ids, true);
                QVERIFY2(tests::workSeconds() - began < 1.5, (std::string(shape) + " " + unit).c_str());
            }
        }
    }

    void specialTokensOfSentencePieceHaveTheirPlaces() {
        const auto t5 = load("t5"), llama = load("llama2-gguf"), bytes = load("bytes");
        QCOMPARE(t5->behind(), std::vector<std::int32_t>{1});
        QCOMPARE(*t5->pad(), 0);
        QVERIFY(t5->isSpecial(*t5->idOf("<extra_id_0>")));
        QCOMPARE(llama->before(), std::vector<std::int32_t>{1});
        QVERIFY(llama->isFiller(*llama->idOf("<0x41>")) && llama->piece(*llama->idOf("<0x41>")) == "A");
        QVERIFY(!bytes->isSpecial(*bytes->idOf("<think>")));
        QCOMPARE(llama->piece(*llama->idOf("\u2581the")), std::string(" the"));
        for (const auto& tokenizer : {t5, llama, bytes})
            for (const std::int32_t id : tokenizer->mostCommon(30))
                QVERIFY(!tokenizer->isSpecial(id) && !tokenizer->isFiller(id));
    }
};

QTEST_GUILESS_MAIN(TestTokenizerShapes)
#include "test_tokenizer_shapes.moc"
