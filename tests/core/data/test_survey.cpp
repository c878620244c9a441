// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <map>

#include "core/base/text.h"
#include "core/data/survey.h"

using namespace lathe;

namespace {

Json row(std::string text, std::string label) {
    return Json::object({{"text", std::move(text)}, {"label", std::move(label)}});
}

QString notesOf(const Survey& survey) {
    return QString::fromStdString(joined(survey.notes(), "; "));
}

}  // namespace

class TestSurvey : public QObject {
    Q_OBJECT

    /// 100 rows of label a, 50 of b, 10 of c.
    static Survey filled() {
        Survey survey("label");
        for (int i = 0; i < 100; ++i) survey.add(row("a" + std::to_string(i), "a"));
        for (int i = 0; i < 50; ++i) survey.add(row("b" + std::to_string(i), "b"));
        for (int i = 0; i < 10; ++i) survey.add(row("c" + std::to_string(i), "c"));
        return survey;
    }

  private Q_SLOTS:
    void sharesAreRead() {
        const auto shares = readShares("validation=0.1,test=0.25");
        QVERIFY(shares);
        QCOMPARE(shares->size(), std::size_t{2});
        QCOMPARE((*shares)[1].split, std::string("test"));
        QCOMPARE((*shares)[1].share, 0.25);
        for (const char* wrong :
             {"", "validation", "validation=", "validation=1.5", "validation=0", "train=0.5", "=0.1",
              "validation=0.5,test=0.5", "test=0.1,test=0.2", "test=0.1x"}) {
            const auto refused = readShares(wrong);
            QVERIFY2(!refused, wrong);
            QCOMPARE(refused.error().kind, Error::Kind::Call);
            QCOMPARE(refused.error().where, std::string("--split"));
        }
    }

    void sharesAreDrawnAlikeForEveryLabel() {
        Survey survey = filled();
        QVERIFY(survey.assign({{"validation", 0.1}, {"test", 0.2}}, 7));
        std::map<std::string, std::map<std::string, int>> counts;
        for (std::size_t i = 0; i < 160; ++i)
            ++counts[i < 100 ? "a" : i < 150 ? "b" : "c"][survey.splitOf(i)];
        QCOMPARE(counts["a"]["validation"], 10);
        QCOMPARE(counts["a"]["test"], 20);
        QCOMPARE(counts["b"]["validation"], 5);
        QCOMPARE(counts["b"]["test"], 10);
        QCOMPARE(counts["c"]["validation"], 1);
        QCOMPARE(counts["c"]["test"], 2);
    }

    void theSeedDecides() {
        const auto splits = [](std::uint64_t seed) {
            Survey survey = filled();
            if (!survey.assign({{"test", 0.3}}, seed)) qFatal("assign");
            std::vector<std::string> all;
            for (std::size_t i = 0; i < survey.rows(); ++i) all.push_back(survey.splitOf(i));
            return all;
        };
        QCOMPARE(splits(1), splits(1));
        QVERIFY(splits(1) != splits(2));
    }

    void rowsWithTheSameTextNeverPart() {
        Survey survey("label");
        for (int i = 0; i < 100; ++i) survey.add(row("text " + std::to_string(i % 20), "a"));
        QVERIFY(survey.assign({{"test", 0.3}}, 0));
        std::map<std::size_t, std::string> first;
        int test = 0;
        for (std::size_t i = 0; i < 100; ++i) {
            const auto [at, added] = first.emplace(i % 20, survey.splitOf(i));
            QCOMPARE(survey.splitOf(i), at->second);
            test += survey.splitOf(i) == "test";
        }
        QCOMPARE(test, 30);
        QVERIFY(!notesOf(survey).contains("also stand"));
    }

    void aSplitFieldSaysWhereRowsGo() {
        Survey survey("label");
        const auto add = [&](const char* split, const char* text) {
            survey.add(Json::object({{"text", text}, {"label", text}, {"split", split}}));
        };
        add("Train", "a");
        add("dev", "b");
        add("test", "c");
        add("holdout", "d");
        QVERIFY(survey.assign({}, 0));
        QVERIFY(survey.splitIsAField());
        QCOMPARE(survey.splitOf(0), std::string("train"));
        QCOMPARE(survey.splitOf(1), std::string("validation"));
        QCOMPARE(survey.splitOf(2), std::string("test"));
        QCOMPARE(survey.splitOf(3), std::string("holdout"));
        const auto both = survey.assign({{"test", 0.1}}, 0);
        QVERIFY(!both && both.error().kind == Error::Kind::Call);
    }

    void aFieldCalledSplitThatNamesNoneIsData() {
        Survey survey("label");
        survey.add(Json::object({{"text", "x"}, {"split", "the log in two"}}));
        QVERIFY(survey.assign({{"test", 0.1}}, 0));
        QVERIFY(!survey.splitIsAField());
    }

    void rowsThatStandInTestAndTrainAreSaid() {
        Survey survey("label");
        const auto add = [&](const char* split, const char* text, const char* label) {
            survey.add(Json::object({{"text", text}, {"label", label}, {"split", split}}));
        };
        add("train", "same", "a");
        add("train", "other", "b");
        add("validation", "new", "a");
        add("test", "same", "a");
        add("test", "other", "a");
        QVERIFY(survey.assign({}, 0));
        const QString notes = notesOf(survey);
        QVERIFY2(notes.contains("2 test rows also stand in train (the first: row 3)"), qPrintable(notes));
        QVERIFY2(notes.contains("1 row has the text of another row and another label"), qPrintable(notes));
        QVERIFY2(!notes.contains("validation row also"), qPrintable(notes));
    }

    void identifiersDoNotHideRepeats() {
        Survey survey("label");
        for (int i = 0; i < 3; ++i)
            survey.add(Json::object({{"id", i}, {"text", "x"}, {"label", i == 2 ? "b" : "a"}}));
        QVERIFY(survey.assign({}, 0));
        const QString notes = notesOf(survey);
        QVERIFY2(notes.contains("1 row repeats another row of train"), qPrintable(notes));
    }

    void oneClassOnlyIsSaid() {
        Survey survey("label");
        survey.add(row("x", "spam"));
        survey.add(row("y", "spam"));
        QVERIFY(survey.assign({}, 0));
        QVERIFY(notesOf(survey).contains("every row has the label \"spam\": there is nothing to tell apart"));
    }

    void labelsThatTrainingNeverSeesAreSaid() {
        Survey survey("label");
        const auto add = [&](const char* split, const char* text, const char* label) {
            survey.add(Json::object({{"text", text}, {"label", label}, {"split", split}}));
        };
        add("train", "1", "a");
        add("train", "2", "a");
        add("test", "3", "b");
        QVERIFY(survey.assign({}, 0));
        const QString notes = notesOf(survey);
        QVERIFY2(notes.contains("every train row has the label \"a\""), qPrintable(notes));
        QVERIFY2(notes.contains("the label \"b\" of 1 row never stands in train"), qPrintable(notes));
    }

    void missingFieldsAndSplitsAreSaid() {
        Survey survey("label");
        survey.add(row("x", "a"));
        survey.add(Json::object({{"text", "y"}}));
        QVERIFY(survey.assign({}, 0));
        const QString notes = notesOf(survey);
        QVERIFY2(notes.contains("1 row has no field \"label\""), qPrintable(notes));
        QVERIFY2(notes.contains("there are no validation rows"), qPrintable(notes));
    }
};

QTEST_GUILESS_MAIN(TestSurvey)
#include "test_survey.moc"
