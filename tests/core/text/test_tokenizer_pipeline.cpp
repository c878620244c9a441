// SPDX-License-Identifier: Apache-2.0
// Each kind of tokenizer against the ids that the reference libraries gave (tests/fixtures/README.md).
#include <QtTest>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_bytes.h"
#include "core/text/tokenizer_tables.h"
#include "tests/support/tried.h"

using namespace lathe;

namespace {
const std::string kFixtures = std::string(LATHE_FIXTURES) + "/tokenizers/";
const std::vector<const char*> kKinds = {"gpt2", "llama3", "bert", "t5", "llama2"};

std::vector<std::string> linesOf(const std::string& path) {
    std::vector<std::string> lines;
    const auto text = readFile(path);
    if (!text) return lines;
    for (const std::string_view line : split(*text, '\n')) lines.emplace_back(line);
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
}

std::string arrayOf(const std::vector<std::int32_t>& ids) {
    return Json(Json::Array(ids.begin(), ids.end())).dump();
}

std::shared_ptr<const Tokenizer> load(const char* kind) {
    const auto tokenizer = loadTokenizer(kFixtures + kind);
    if (!tokenizer) qWarning("%s", tokenizer.error().line().c_str());
    return tokenizer ? *tokenizer : nullptr;
}
}  // namespace

class TestTokenizerPipeline : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void idsAreTheReferences_data() {
        QTest::addColumn<QString>("kind");
        for (const char* kind : kKinds) QTest::newRow(kind) << QString(kind);
    }
    void idsAreTheReferences() {
        QFETCH(QString, kind);
        const auto tokenizer = load(kind.toUtf8());
        QVERIFY(tokenizer);
        const auto lines = linesOf(kFixtures + "lines.txt");
        QVERIFY(lines.size() > 100);
        for (const bool plain : {false, true}) {
            const auto expected =
                linesOf(kFixtures + kind.toStdString() + (plain ? "/ids-plain.jsonl" : "/ids.jsonl"));
            QCOMPARE(expected.size(), lines.size());
            for (std::size_t i = 0; i < lines.size(); ++i)
                QCOMPARE(QString::fromStdString(
                             arrayOf(tokenizer->encode(lines[i], plain ? Surround::No : Surround::Yes))),
                         QString::fromStdString(expected[i]));
        }
    }

    void byteLevelTextComesBackExactly() {
        for (const char* kind : {"gpt2", "llama3"}) {
            const auto tokenizer = load(kind);
            for (const std::string& line : linesOf(kFixtures + "lines.txt"))
                QCOMPARE(tokenizer->decode(tokenizer->encode(line, Surround::No), true), line);
        }
    }

    void sentencePieceTextComesBack() {
        const auto tokenizer = load("llama2");
        for (const char* text : {"a plain line", "two  spaces", " leading", "日本 and 😀"})
            QCOMPARE(tokenizer->decode(tokenizer->encode(text, Surround::Yes), false), std::string(text));
    }

    void wordsOfBertAreJoinedAgain() {
        const auto tokenizer = load("bert");
        QCOMPARE(tokenizer->decode(tokenizer->encode("An Animal, or food.", Surround::No), true),
                 std::string("an animal, or food."));
    }

    void specialTokensHaveTheirNamesAndPlaces() {
        const auto llama3 = load("llama3"), gpt2 = load("gpt2"), bert = load("bert"), t5 = load("t5"),
                   llama2 = load("llama2");
        QCOMPARE(llama3->before(), std::vector<std::int32_t>{0});
        QCOMPARE(*llama3->bos(), 0);
        QCOMPARE(*llama3->eos(), 1);
        QVERIFY(llama3->isSpecial(0) && !llama3->isSpecial(2));
        QVERIFY(gpt2->before().empty());
        QCOMPARE(*gpt2->idOf("<|endoftext|>"), *gpt2->eos());
        QVERIFY(!gpt2->idOf("no such token"));
        QCOMPARE(bert->piece(*bert->mask()), std::string("[MASK]"));
        QVERIFY(bert->pad());
        QCOMPARE(t5->behind(), std::vector<std::int32_t>{1});
        QCOMPARE(llama2->before(), std::vector<std::int32_t>{*llama2->bos()});
        QCOMPARE(llama3->decode(std::vector<std::int32_t>{0}, false), std::string());
        QCOMPARE(llama3->decode(std::vector<std::int32_t>{0}, true), std::string("<|begin_of_text|>"));
    }

    void theMostCommonTokensAreWords() {
        for (const char* kind : kKinds) {
            const auto tokenizer = load(kind);
            const auto common = tokenizer->mostCommon(50);
            QCOMPARE(common.size(), std::size_t{50});
            for (const std::int32_t id : common)
                QVERIFY(!tokenizer->isFiller(id) && !tokenizer->isSpecial(id));
            QVERIFY(static_cast<std::int64_t>(tokenizer->mostCommon(1 << 20).size()) < tokenizer->size());
        }
        const auto gpt2 = load("gpt2");
        const auto merges = linesOf(kFixtures + "gpt2/merges.txt");
        const auto first = split(merges[1], ' ');  // behind the line with the version
        QCOMPARE(gpt2->mostCommon(1)[0], *gpt2->idOf(std::string(first[0]) + std::string(first[1])));
        QVERIFY(gpt2->isFiller(*gpt2->idOf(tokens::byteCharacter(0xE3))));
        QVERIFY(gpt2->isFiller(-1) && gpt2->isFiller(1 << 30));
    }

    void theTwoFilesOfGpt2AreItsTokenizerJson() {
        QTemporaryDir folder;
        for (const char* name : {"vocab.json", "merges.txt"})
            QVERIFY(QFile::copy(QString::fromStdString(kFixtures + "gpt2/" + name), folder.filePath(name)));
        const auto tokenizer = loadTokenizer(folder.path().toStdString());
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().line().c_str());
        const auto lines = linesOf(kFixtures + "lines.txt"), expected = linesOf(kFixtures + "gpt2/ids.jsonl");
        for (std::size_t i = 0; i < lines.size(); ++i)
            QCOMPARE(arrayOf((*tokenizer)->encode(lines[i], Surround::Yes)), expected[i]);
    }

    void bertsVocabularyAloneClosesTheText() {
        QTemporaryDir folder;
        QVERIFY(
            QFile::copy(QString::fromStdString(kFixtures + "bert/vocab.txt"), folder.filePath("vocab.txt")));
        const auto tokenizer = loadTokenizer(folder.path().toStdString());
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().line().c_str());
        const auto lines = linesOf(kFixtures + "lines.txt"),
                   expected = linesOf(kFixtures + "bert/ids-plain.jsonl");
        for (std::size_t i = 0; i < lines.size(); ++i)
            QCOMPARE(arrayOf((*tokenizer)->encode(lines[i], Surround::No)), expected[i]);
        const auto around = (*tokenizer)->encode("food", Surround::Yes);
        QCOMPARE(around.front(), *(*tokenizer)->idOf("[CLS]"));
        QCOMPARE(around.back(), *(*tokenizer)->idOf("[SEP]"));
    }

    void longTextsTakeLittleTime() {
        for (const char* kind : {"gpt2", "llama3", "bert"}) {
            const auto tokenizer = load(kind);
            for (const std::string& text :
                 {std::string(1 << 20, 'a'), std::string(1 << 20, ' '), std::string(1 << 20, '9')}) {
                const double began = tests::workSeconds();
                const auto ids = tokenizer->encode(text, Surround::No);
                QVERIFY2(tests::workSeconds() - began < 5, kind);
                if (std::string_view(kind) != "bert") QCOMPARE(tokenizer->decode(ids, true), text);
            }
        }
    }

    void brokenBytesBecomeTheReplacementCharacter() {
        const auto tokenizer = load("gpt2");
        QCOMPARE(tokenizer->decode(tokenizer->encode("a\xff\xe3\x81z", Surround::No), true),
                 std::string("a\uFFFD\uFFFDz"));
        QCOMPARE(tokens::wellFormed("\xf0\x9f\x98"), std::string("\uFFFD"));
        QCOMPARE(tokens::wellFormed("\xed\xa0\x80"), std::string("\uFFFD\uFFFD\uFFFD"));
        const auto bytes = tokenizer->encode("日", Surround::No);
        QCOMPARE(tokenizer->decode(std::vector<std::int32_t>{bytes[0]}, true), std::string("\uFFFD"));
    }

    void theDigestIsOfWhatDecides() {
        QVERIFY(load("gpt2")->digest() != load("llama3")->digest());
        QCOMPARE(load("gpt2")->digest(), load("gpt2")->digest());
        QCOMPARE(load("t5")->digest().size(), std::size_t{64});
    }
};

QTEST_GUILESS_MAIN(TestTokenizerPipeline)
#include "test_tokenizer_pipeline.moc"
