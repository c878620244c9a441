// SPDX-License-Identifier: GPL-3.0-or-later
// The filter language of the run table.
#include <QTest>

#include "widgets/models/run_query.h"

using namespace lathe;

class TestRunQuery : public QObject {
    Q_OBJECT
    std::vector<RunRow> runs_;

    static RunRow made(std::int64_t number, const char* method, double accuracy,
                       std::vector<std::string> tags) {
        RunRow row;
        row.run = number;
        row.name = "run " + std::to_string(number);
        row.state = number == 3 ? RunState::Running : RunState::Finished;
        row.step = row.steps = 100 * number;
        row.tags = std::move(tags);
        row.best = {{"loss", 0.1 * double(number)}};
        row.last = {{"loss", 0.2 * double(number)}};
        if (accuracy > 0) row.best["validation.accuracy"] = accuracy;
        row.recipe =
            Json::object({{"task", Json::object({{"kind", "classify"}})},
                          {"method", Json::object({{"kind", method},
                                                   {"tokens", 10 * number},
                                                   {"init", Json::object({{"kind", "text"}})}})},
                          {"optimizer", Json::object({{"kind", "adamw"}, {"learning_rate", 0.01}})}});
        return row;
    }

  private Q_SLOTS:
    void init() {
        runs_ = {made(1, "prompt_tuning", 0.8, {"paper"}),
                 made(2, "prompt_tuning", 0.92, {"paper", "seed 0"}), made(3, "p_tuning", 0, {})};
    }

    void picksRuns_data() {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("found");
        const auto row = [](const char* query, const char* found) { QTest::newRow(query) << query << found; };
        row("method = prompt_tuning and accuracy > 0.9", "2");
        row("METHOD = \"Prompt Tuning\"", "12");
        row("accuracy >= 0.8", "12");
        row("accuracy != 0.8", "23");
        row("accuracy < 1", "12");  // what has none fits no comparison
        row("not accuracy < 1", "3");
        row("loss <= 0.2 or tokens = 30", "123");
        row("loss.last > 0.5", "3");
        row("tag = paper", "12");
        row("tag != \"seed 0\"", "13");
        row("tag ~ seed", "2");
        row("state = running", "3");
        row("run > 1 and (method = p_tuning or tag = \"seed-0\")", "23");
        row("run = 1 or run = 2 and accuracy < 0.9", "1");  // "and" binds closer
        row("method.tokens=20", "2");
        row("method.init = text and optimizer.learning_rate == 0.010", "123");
        row("name ~ \"run 2\"", "2");
        row("step >= 200", "23");
    }
    void picksRuns() {
        QFETCH(QString, query);
        QFETCH(QString, found);
        QVERIFY(RunQuery::isQuery(query));
        const auto parsed = RunQuery::parse(query, runFields(runs_));
        QVERIFY2(parsed, parsed ? "" : parsed.error().what.c_str());
        QString fits;
        for (const RunRow& row : runs_)
            if (parsed->fits(row)) fits += QString::number(row.run);
        QCOMPARE(fits, found);
    }

    void saysWhatIsWrong_data() {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("says");
        QTest::newRow("field") << "colour = red"
                               << "no run has a field “colour”";
        QTest::newRow("value") << "accuracy >"
                               << "after “accuracy >” a value is expected";
        QTest::newRow("sign") << "accuracy 0.9 and loss < 1"
                              << "after “accuracy” one of";
        QTest::newRow("end") << "loss < 1 and"
                             << "a field is missing at the end";
        QTest::newRow("join") << "loss < 1 run = 2"
                              << "“run” is not expected";
        QTest::newRow("parenthesis") << "(loss < 1"
                                     << "a “)” is missing";
        QTest::newRow("deep") << QString(5000, '(') + "loss < 1"
                              << "too many parentheses";
        QTest::newRow("nots") << QString("not ").repeated(5000) + "loss < 1"
                              << "too many parentheses";
    }
    void saysWhatIsWrong() {
        QFETCH(QString, query);
        QFETCH(QString, says);
        const auto parsed = RunQuery::parse(query, runFields(runs_));
        QVERIFY(!parsed);
        QVERIFY2(QString::fromStdString(parsed.error().what).contains(says), parsed.error().what.c_str());
    }

    void plainWordsAreNoQuery() {
        QVERIFY(!RunQuery::isQuery("text init, 20 tokens"));
        QVERIFY(!RunQuery::isQuery("\"a = b\""));
    }

    void completesWhatComesNext() {
        const auto words = [this](const char* before) { return completeQuery(before, runs_).words; };
        QCOMPARE(words("accur").first(), QString("accuracy"));
        QVERIFY(words("").contains("method") && words("").contains("tokens") && words("").contains("state"));
        QVERIFY(words("accuracy ").contains(">="));
        QCOMPARE(words("method = "), (QStringList{"prompt_tuning", "p_tuning"}));
        QCOMPARE(words("tag = se"), QStringList{"\"seed 0\""});
        QCOMPARE(words("tokens = 20 "), (QStringList{"and", "or"}));
        QCOMPARE(words("tokens = 20 a"), QStringList{"and"});
        QVERIFY(words("tokens = 20 and ").contains("loss"));
        QCOMPARE(completeQuery("tokens = 20 and lo", runs_).from, qsizetype(16));
        QVERIFY(words("text init ").isEmpty());
    }
};

QTEST_MAIN(TestRunQuery)
#include "test_run_query.moc"
