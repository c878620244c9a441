// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <set>

#include "core/data/facts.h"
#include "core/data/records.h"

using namespace lathe;

namespace {

constexpr const char* kIso = "/usr/share/iso-codes/json";
constexpr const char* kNouns = "/usr/share/wordnet/data.noun";

/// The parts of "name : Aruba | is_a : country".
QStringList values(const std::string& facts) {
    QStringList all;
    for (const QString& field : QString::fromStdString(facts).split(" | "))
        all.append(field.mid(field.indexOf(" : ") + 3));
    return all;
}

}  // namespace

class TestFacts : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;

    void write(const char* standard, const std::string& entries) const {
        std::ofstream(folder_->filePath(QString("iso_%1.json").arg(standard)).toStdString())
            << "{\n  \"" << standard << "\": [\n"
            << entries << "\n  ]\n}\n";
    }
    /// A folder with an entry of each standard.
    void writeAll() const {
        write("3166-1", R"({"alpha_2": "BO", "alpha_3": "BOL", "numeric": "068", "common_name": "Bolivia",
                            "name": "Bolivia, Plurinational State of", "official_name": "Plurinational State of Bolivia"},
                           {"alpha_2": "XX", "alpha_3": "XXX", "numeric": "001", "name": "A, place"})");
        write("3166-2", R"({"code": "BO-B", "name": "El Beni", "type": "Department"},
                           {"code": "BO-B1", "name": "Reyes", "type": "Area", "parent": "B"},
                           {"code": "XX-1", "name": "Nowhere", "type": "Area"})");
        write("3166-3",
              R"({"alpha_2": "CS", "alpha_3": "CSK", "alpha_4": "CSHH", "withdrawal_date": "1993-06-15",
                            "name": "Czechoslovakia, Czechoslovak Socialist Republic"})");
        write("4217", R"({"alpha_3": "ALL", "name": "Lek", "numeric": "008"})");
        write("639-3", R"({"alpha_3": "aar", "alpha_2": "aa", "name": "Afar", "scope": "I", "type": "L"},
                          {"alpha_3": "mis", "name": "Uncoded", "scope": "S", "type": "S"})");
        write("639-5", R"({"alpha_3": "alg", "name": "Algonquian languages"})");
        write("15924", R"({"alpha_4": "Arab", "name": "Arabic", "numeric": "160"})");
    }
    Result<std::vector<Record>> read() const { return isoRecords(folder_->path().toStdString()); }
    void refused(const char* standard, const std::string& entries, const std::string& said) const {
        writeAll();
        write(standard, entries);
        const auto records = read();
        QVERIFY(!records);
        QVERIFY2(records.error().line().find(said) != std::string::npos, records.error().line().c_str());
    }

  private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void everySentenceStatesEveryField() {
        if (!QFile::exists(kIso) || !QFile::exists(kNouns))
            QSKIP("iso-codes and wordnet-base are not installed");
        const auto facts = readFacts(kIso, kNouns);
        QVERIFY2(facts, facts ? "" : facts.error().line().c_str());
        for (const auto* rows : {&facts->train, &facts->validation, &facts->test, &facts->unseen})
            for (const FactsRow& row : *rows) {
                QCOMPARE(row.target.size(), std::size_t{4});
                QVERIFY(row.facts.starts_with("name : "));
                for (const std::string& sentence : row.target)
                    for (const QString& value : values(row.facts))
                        QVERIFY2(QString::fromStdString(sentence).contains(value, Qt::CaseInsensitive),
                                 sentence.c_str());
            }
    }

    void splitsShareNoNameAndUnseenTopicsAreUnseen() {
        if (!QFile::exists(kIso) || !QFile::exists(kNouns))
            QSKIP("iso-codes and wordnet-base are not installed");
        const auto facts = readFacts(kIso, kNouns);
        QVERIFY(facts);
        std::set<QString> names;
        std::set<std::string> topics, firstWords;
        for (const auto* rows : {&facts->train, &facts->validation})
            for (const FactsRow& row : *rows) {
                names.insert(values(row.facts).front().toLower());
                topics.insert(row.topic);
                firstWords.insert(row.topic + row.target.front().substr(0, 4));
            }
        QCOMPARE(topics.size(), std::size_t{5});
        QVERIFY(facts->train.size() >= 2000 && facts->validation.size() >= 140);
        QVERIFY(facts->test.size() >= 280 && facts->unseen.size() >= 280);
        for (const auto* rows : {&facts->test, &facts->unseen})
            for (const FactsRow& row : *rows) {
                QVERIFY2(!names.contains(values(row.facts).front().toLower()), row.facts.c_str());
                QCOMPARE(topics.contains(row.topic), rows == &facts->test);
            }
        // Each way of saying a thing comes first somewhere: training reads the first alone.
        QVERIFY(firstWords.size() > 2 * topics.size());
        const auto again = readFacts(kIso, kNouns);
        QVERIFY(again && again->train.front().facts == facts->train.front().facts &&
                again->unseen.back().target == facts->unseen.back().target);
    }

    void recordsAreReadWithWhatTheyNeed() {
        writeAll();
        const auto records = read();
        QVERIFY2(records, records ? "" : records.error().line().c_str());
        std::vector<std::string> lines;
        for (const Record& record : *records) lines.push_back(record.line());
        const std::vector<std::string> expected = {
            "name : Bolivia | is_a : country | alpha_2 : BO | alpha_3 : BOL | numeric : 068 | official_name "
            ": "
            "Plurinational State of Bolivia",
            "name : El Beni | is_a : department | country : Bolivia | code : BO-B",
            "name : Reyes | is_a : area | country : Bolivia | code : BO-B1 | within : El Beni",
            "name : Afar | is_a : living language | alpha_3 : aar | alpha_2 : aa",
            "name : Lek | is_a : currency | alpha_3 : ALL | numeric : 008",
            "name : Arabic | is_a : script | alpha_4 : Arab | numeric : 160",
            "name : Algonquian languages | is_a : language family | alpha_3 : alg",
            "name : Czechoslovakia | is_a : former country | alpha_4 : CSHH | until : 1993"};
        QCOMPARE(lines, expected);
    }

    void fieldsThatAreMissingAreNotSpokenOf() {
        const Record afar{
            "language",
            {{"name", "Afar"}, {"is_a", "extinct language"}, {"alpha_3", "aar"}, {"alpha_2", "aa"}}};
        QCOMPARE(
            sentencesOf(afar).at(0),
            std::string(
                "Afar is an extinct language with the three-letter code aar and the two-letter code aa."));
        Record without = afar;
        without.fields.pop_back();
        QCOMPARE(sentencesOf(without).at(0),
                 std::string("Afar is an extinct language with the three-letter code aar."));
        QCOMPARE(sentencesOf(without).at(2), std::string("aar stands for Afar, an extinct language."));
    }

    void brokenListsAreRefusedWithTheirPlace() {
        refused("4217", R"({"alpha_3": "ALL" "name": "Lek"})", "iso_4217.json, line 3, column");
        refused(
            "4217",
            R"({"alpha_3": "ALL", "name": "Lek", "numeric": "008"}, {"alpha_3": "AOA", "name": "Kwanza"})",
            "iso_4217.json, entry 2 of \"4217\": no text under \"numeric\"");
        refused("3166-2", R"({"code": "BO-B", "name": 3, "type": "Department"})",
                "iso_3166-2.json, entry 1 of \"3166-2\": no text under \"name\"");
        refused("639-3", "3", "no text under \"alpha_3\"");
        writeAll();
        std::ofstream(folder_->filePath("iso_639-5.json").toStdString()) << "{}";
        const auto empty = read();
        QVERIFY(!empty &&
                empty.error().line().find("iso_639-5.json: no list under \"639-5\"") != std::string::npos);
        QFile::remove(folder_->filePath("iso_639-5.json"));
        const auto missing = read();
        QVERIFY(!missing && missing.error().todo.find("iso-codes") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestFacts)
#include "test_facts.moc"
