// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/data/relations.h"

using namespace lathe;

namespace {

std::string offset(int number) {
    std::string digits = std::to_string(number);
    return std::string(8 - digits.size(), '0') + digits;
}

/// A synset's line: "offset 06 n 01 word 0 pointers | gloss".
std::string synset(int number, const std::string& word,
                   const std::vector<std::pair<std::string, int>>& pointers = {}) {
    std::string line = offset(number) + " 06 n 01 " + word + " 0 " + (pointers.size() < 10 ? "00" : "0") +
                       std::to_string(pointers.size());
    for (const auto& [kind, target] : pointers) line += " " + kind + " " + offset(target) + " n 0000";
    return line + " | a gloss  \n";
}

/// Enough facts of each relation for every split, from the object at 1 for "@", 2 for "@i" and 3 for "#p".
std::string enough() {
    std::string file = synset(1, "tool") + synset(2, "river") + synset(3, "France");
    int number = 100;
    int object = 0;
    for (const char* kind : {"@", "@i", "#p"}) {
        ++object;
        for (int i = 0; i < 40; ++i, ++number)
            file += synset(number, "name" + std::to_string(number), {{kind, object}});
    }
    return file;
}

}  // namespace

class TestRelations : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    std::string written(const std::string& bytes) {
        const std::string path = folder_.filePath("data.noun").toStdString();
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    void refused(const std::string& bytes, const std::string& said) {
        const auto facts = readRelations(written(bytes));
        QVERIFY(!facts);
        QVERIFY2(facts.error().line().find(said) != std::string::npos, facts.error().line().c_str());
    }
    static std::set<std::string> subjects(const RelationFacts& facts) {
        std::set<std::string> all;
        for (const auto* rows : {&facts.train, &facts.validation, &facts.test})
            for (const Fact& fact : *rows) all.insert(fact.subject);
        return all;
    }

  private Q_SLOTS:
    void wordnetGivesTheSameFactsEverywhere() {
        if (!std::filesystem::exists("/usr/share/wordnet/data.noun")) QSKIP("wordnet-base is not installed");
        const auto all = readRelations("/usr/share/wordnet/data.noun");
        QVERIFY2(all, all ? "" : all.error().line().c_str());
        QCOMPARE(all->size(), std::size_t{3});
        std::string text;
        std::map<QString, std::string> where;  // a subject, in lower case -> its split, over all relations
        for (const RelationFacts& facts : *all) {
            QVERIFY(facts.test.size() >= 400 && facts.validation.size() == 200 && facts.train.size() >= 700);
            std::set<std::string> objects;
            const std::pair<const char*, const std::vector<Fact>*> splits[] = {
                {"train", &facts.train}, {"validation", &facts.validation}, {"test", &facts.test}};
            for (const auto& [split, rows] : splits)
                for (const Fact& fact : *rows) {
                    const QString subject = QString::fromStdString(fact.subject).toLower();
                    const auto& at = where.try_emplace(subject, split).first->second;
                    QVERIFY2(at == split, fact.subject.c_str());
                    QVERIFY2(!subject.contains(QString::fromStdString(fact.object).toLower()),
                             fact.subject.c_str());
                    objects.insert(fact.object);
                    text += facts.relation + "\t" + split + "\t" + fact.subject + "\t" + fact.object + "\n";
                }
            QVERIFY(objects.size() <= 100);
        }
        QCOMPARE(sha256(text),
                 std::string("516bee52cf6629cb021dbe293faceade5a2bce291746dc39fe7733c4a9ef8715"));
    }

    void whatHasTwoAnswersIsNoFact() {
        std::string file = enough();
        file += synset(4, "fish") + synset(5, "bird");
        file += synset(300, "cod", {{"@", 4}}) + synset(301, "gull", {{"@", 4}, {"@", 5}});
        file += synset(302, "ray", {{"@", 4}}) + synset(303, "Ray", {{"@", 5}});
        file += synset(304, "cat_fish", {{"@", 4}});
        file += synset(6, "big_tool") + synset(305, "saw", {{"@", 6}});
        const auto all = readRelations(written(file));
        QVERIFY2(all, all ? "" : all.error().line().c_str());
        const auto kinds = subjects(all->front());
        QVERIFY(kinds.contains("cod"));
        for (const char* left : {"gull", "ray", "Ray", "cat fish", "saw"})
            QVERIFY2(!kinds.contains(left), left);
        QVERIFY(!subjects(all->at(1)).contains("cod"));
    }

    void theCommonestObjectsAreKept() {
        std::string file = enough() + synset(4, "fish");
        for (int i = 0; i < 10; ++i) file += synset(300 + i, "word" + std::to_string(i), {{"@", 4}});
        const auto all = readRelations(written(file), {.objects = 1});
        QVERIFY2(all, all ? "" : all.error().line().c_str());
        for (const auto* rows : {&all->front().train, &all->front().validation, &all->front().test})
            for (const Fact& fact : *rows) QCOMPARE(fact.object, std::string("tool"));
    }

    void filesThatAreNotWordnetAreRefused() {
        refused("  licence\nhello world | and more\n", "line 2, column 1: this is no line of WordNet");
        refused("00000001 06 n 02 one 0 000 | a\n", "line 1, column 1: this is no line of WordNet");
        refused("00000001 06 n 01 one 0 001 @ 00000009 n | a\n", "line 1, column 1: this is no line");
        refused("00000001 06 v 01 one 0 000 | a\n", "line 1, column 1: this is no line of WordNet");
        refused(synset(1, "one") + synset(2, "two", {{"@", 9}}), "line 2, column 1: a pointer to 00000009");
        refused(synset(1, "one") + synset(1, "two"), "line 2, column 1: a second synset at 00000001");
        refused(synset(1, "one") + std::string(200000, 'x') + "\n", "a line that is too long to be right");
        refused(synset(1, "one"), "too few facts of the relation hypernym-kind");
        const auto missing = readRelations(folder_.filePath("none").toStdString());
        QVERIFY(!missing && missing.error().todo.find("wordnet-base") != std::string::npos);
    }

    void eachRelationHasTenPromptsByHand() {
        const auto text = readFile(LATHE_SOURCE "/projects/wordnet-relations/manual-prompts.json");
        QVERIFY(text);
        const auto prompts = Json::parse(*text);
        QVERIFY(prompts);
        QCOMPARE(prompts->size(), std::size_t{3});
        for (const char* relation : {"hypernym-kind", "instance-kind", "part-of"}) {
            const auto& templates = (*prompts)[relation].items();
            QCOMPARE(templates.size(), std::size_t{10});
            std::set<std::string> once;
            for (const Json& one : templates) {
                QVERIFY(one.string().find("{subject}") != std::string::npos);
                QVERIFY(one.string().ends_with("{label}"));
                once.insert(one.string());
            }
            QCOMPARE(once.size(), std::size_t{10});
        }
    }
};

QTEST_GUILESS_MAIN(TestRelations)
#include "test_relations.moc"
