// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/data/samples.h"
#include "core/data/wordnet.h"

using namespace lathe;

namespace {

/// A synset's line of data.noun.
std::string synset(int file, const std::string& gloss) {
    return "00001740 " + std::string(file < 10 ? "0" : "") + std::to_string(file) + " n 01 word 0 000 | " +
           gloss + "  \n";
}

}  // namespace

class TestWordnet : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    std::string written(const std::string& bytes) {
        const std::string path = folder_.filePath("data.noun").toStdString();
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

  private Q_SLOTS:
    // The digest is of "SPLIT\tLABEL\tGLOSS\n" for every row that the reference makes, in its order
    // (wordnet-base 1:3.0-37): task() of a PEFT run's script, an independent implementation of the same
    // rules.
    void theRowsAreTheReferencesInItsOrder() {
        if (!std::filesystem::exists("/usr/share/wordnet/data.noun")) QSKIP("wordnet-base is not installed");
        const auto topics = readGlossTopics("/usr/share/wordnet/data.noun");
        QVERIFY2(topics, topics ? "" : topics.error().line().c_str());
        QCOMPARE(topics->train.size(), std::size_t{2400});
        QCOMPARE(topics->validation.size(), std::size_t{300});
        QCOMPARE(topics->test.size(), std::size_t{1200});
        std::string all;
        const std::pair<const char*, const std::vector<Gloss>*> splits[] = {
            {"train", &topics->train}, {"validation", &topics->validation}, {"test", &topics->test}};
        for (const auto& [split, rows] : splits)
            for (const Gloss& gloss : *rows)
                all += std::string(split) + "\t" + gloss.label + "\t" + gloss.text + "\n";
        QCOMPARE(sha256(all),
                 std::string("e036d6f0da3d7f25ccff65822ae07206adf930876badc739c0352998fcea15f9"));
    }

    void aGlossEndsAtItsSemicolonAndStandsOnce() {
        std::string file = "  1 a line of the licence | not a gloss of any kind\n";
        for (const int kind : {5, 6, 13, 15, 18, 20}) {
            const std::string n = std::to_string(kind);
            file += synset(kind, n + " the first gloss of it" + "; \"an example\"");
            file += synset(kind, n + " the first gloss of it");
            file += synset(kind, "fifteen letters");
            file += synset(kind, n + " another gloss of it");
            file += synset(kind, n + " some third gloss");
        }
        file += synset(3, "a gloss of a kind that is left out");
        const auto topics = readGlossTopics(written(file), {1, 1, 1});
        QVERIFY2(topics, topics ? "" : topics.error().line().c_str());
        QCOMPARE(topics->train.size(), std::size_t{6});
        QCOMPARE(topics->validation.size(), std::size_t{6});
        QCOMPARE(topics->test.size(), std::size_t{6});
        QCOMPARE(topics->train.front().label, std::string("animal"));
        for (const auto* rows : {&topics->train, &topics->validation, &topics->test})
            for (const Gloss& gloss : *rows)
                QVERIFY(gloss.text.find(';') == std::string::npos && gloss.text.size() > 15);
    }

    void heldOutGlossesShareNoBeginningWithTraining() {
        std::string file;
        for (const int kind : {5, 6, 13, 15, 18, 20})
            for (int i = 0; i < 8; ++i)
                file += synset(kind, "one two three four " + std::to_string(kind * 100 + i));
        const auto topics = readGlossTopics(written(file), {1, 1, 1});
        QVERIFY(!topics);
        QVERIFY(topics.error().what.find("too few glosses of the kind animal") != std::string::npos);
    }

    void filesThatAreNotWordnetAreRefused() {
        const auto other = readGlossTopics(written("  licence\nhello world | and more\n"));
        QVERIFY(!other);
        QVERIFY2(other.error().line().find("data.noun, line 2, column 1: this is no line of WordNet") !=
                     std::string::npos,
                 other.error().line().c_str());
        const auto missing = readGlossTopics(folder_.filePath("none").toStdString());
        QVERIFY(!missing && missing.error().todo.find("wordnet-base") != std::string::npos);
    }

    void theSamplesRecipeIsBuiltIn() {
        const auto sample = findSample("gloss-topics");
        QVERIFY(sample);
        const auto recipe = Json::parse(sample->recipes.front().text);
        QVERIFY(recipe);
        QCOMPARE(recipe->at("task.data").string(), std::string("glosses"));
        QCOMPARE(recipe->at("method.tokens").toInteger(), std::int64_t{20});
        const auto none = findSample("gloss-topic");
        QVERIFY(!none && none.error().todo.find("gloss-topics") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestWordnet)
#include "test_wordnet.moc"
