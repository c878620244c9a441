// SPDX-License-Identifier: Apache-2.0
// Sweeps as a user runs them: every configuration once, seeds averaged, going on where it stopped.
#include <QtTest>
#include <cmath>
#include <set>

#include "tests/support/tiny_project.h"

using namespace lathe;
using namespace lathe::test;

class TestSweepVerb : public QObject {
    Q_OBJECT
    std::unique_ptr<TinyProject> tiny_;

    Said sweep(const QStringList& more, const QString& recipe = {}) {
        return tiny_->run(QStringList{"sweep", tiny_->file(), recipe.isEmpty() ? tiny_->recipe() : recipe,
                                      "--progress", "none", "--json"} +
                          more);
    }
    std::size_t runs(const QStringList& more = {}) {
        return tiny_->run(QStringList{"runs", tiny_->file(), "--json"} + more).json.size();
    }

  private Q_SLOTS:
    void init() {
        tiny_ = std::make_unique<TinyProject>();
        tiny_->importRows("toy", 16, 8, 8);
    }

    void everyConfigurationAndSeedIsARunOnce() {
        const QStringList grid{
            "--grid", "method.tokens=2,3", "--grid", "optimizer.learning_rate=0.1,0.001", "--seeds", "2"};
        const Said first = sweep(grid);
        VERIFY_DONE(first);
        QCOMPARE(runs(), std::size_t(8));
        QCOMPARE(runs({"--tag", "tiny sweep"}), std::size_t(8));
        const auto& lines = first.json["configurations"].items();
        QCOMPARE(lines.size(), std::size_t(4));
        QCOMPARE(lines[1]["settings"]["method.tokens"].string(), std::string("2"));
        QCOMPARE(lines[1]["settings"]["optimizer.learning_rate"].string(), std::string("0.001"));
        double best = -1;
        for (const Json& line : lines) {
            QCOMPARE(line["values"].size(), std::size_t(2));
            const double a = line["values"].items()[0].toNumber(), b = line["values"].items()[1].toNumber();
            QCOMPARE(line["mean"].toNumber(), (a + b) / 2);
            QVERIFY(std::fabs(line["deviation"].toNumber() - std::fabs(a - b) / std::sqrt(2.0)) < 1e-12);
            best = std::max(best, line["mean"].toNumber());
        }
        QCOMPARE(lines[static_cast<std::size_t>(first.json["best"].toInteger())]["mean"].toNumber(), best);
        // The values are those that the runs chose by.
        const Said listed = tiny_->run({"runs", tiny_->file(), "--json"});
        QCOMPARE(listed.json.items()[0]["metrics"]["validation.accuracy"].toNumber(),
                 lines[0]["values"].items()[0].toNumber());
        QCOMPARE(listed.json.items()[1]["recipe"].at("training.seed").toInteger(), std::int64_t(1));

        const Said again = sweep(grid);
        VERIFY_DONE(again);
        QCOMPARE(runs(), std::size_t(8));
        QCOMPARE(again.out, first.out);
    }

    void whatIsDeletedIsTrainedAgainToTheSameNumbers() {
        const QStringList grid{"--grid", "method.tokens=2,3,4", "--by", "loss"};
        const Said first = sweep(grid);
        VERIFY_DONE(first);
        VERIFY_DONE(tiny_->run({"delete", tiny_->file(), "2"}));
        const Said again = sweep(grid);
        VERIFY_DONE(again);
        QCOMPARE(runs(), std::size_t(3));
        for (std::size_t i = 0; i < 3; ++i)
            QCOMPARE(again.json["configurations"].items()[i]["mean"].toNumber(),
                     first.json["configurations"].items()[i]["mean"].toNumber());
        // By the loss, less is better.
        double least = 1e9;
        for (const Json& line : first.json["configurations"].items())
            least = std::min(least, line["mean"].toNumber());
        QCOMPARE(first.json["configurations"]
                     .items()[static_cast<std::size_t>(first.json["best"].toInteger())]["mean"]
                     .toNumber(),
                 least);
    }

    void lanesGiveWhatRunsAloneGive() {
        const QStringList grid{"--grid", "method.tokens=2,3", "--grid", "training.threads=1,2", "--seeds", "2"};
        const QString recipe = tiny_->recipe({{"backbone.dtype", "float32"}});
        const Said alone = sweep(grid, recipe);
        VERIFY_DONE(alone);
        // Three fit in at a time, and only those with as many threads.
        const Said side = sweep(grid + QStringList{"--lanes", "3", "--name", "side by side"}, recipe);
        VERIFY_DONE(side);
        QCOMPARE(side.json["configurations"].size(), std::size_t(4));
        for (std::size_t i = 0; i < 4; ++i)
            QCOMPARE(side.json["configurations"].items()[i]["values"].dump(),
                     alone.json["configurations"].items()[i]["values"].dump());
        const Said listed = tiny_->run({"runs", tiny_->file(), "--json", "--tag", "side by side"});
        QCOMPARE(listed.json.size(), std::size_t(8));
        std::multiset<std::int64_t> lanes;
        for (const Json& run : listed.json.items()) {
            QCOMPARE(run["state"].string(), std::string("finished"));
            lanes.insert(run["resolved"]["lanes"].toInteger());
        }
        QCOMPARE(lanes.count(3), std::size_t(6));
        // What is there is not trained again, and a run of a lane can be trained on alone.
        QCOMPARE(sweep(grid + QStringList{"--lanes", "3", "--name", "side by side"}, recipe).out, side.out);
        const QString run = QString::number(listed.json.items()[0]["run"].toInteger());
        const Said longer = tiny_->run({"resume", tiny_->file(), run, "--steps", "60", "--progress", "plain"});
        VERIFY_DONE(longer);
        QVERIFY2(longer.error.contains("in the same batches"), qPrintable(longer.error));
    }

    void aLaneThatFailsDoesNotEndTheOthers() {
        VERIFY_DONE(tiny_->run({"train", tiny_->file(), tiny_->recipe(), "--progress", "none"}));
        const QString recipe =
            tiny_->recipe({{"method.init.kind", "run"}, {"method.init.run", "1"}, {"method.tokens", 3}});
        const Said said = sweep({"--grid", "method.init.run=99,1", "--seeds", "2", "--lanes", "4"}, recipe);
        VERIFY_DONE(said);
        const auto& lines = said.json["configurations"].items();
        QCOMPARE(lines[0]["values"].size(), std::size_t(0));
        QCOMPARE(lines[1]["values"].size(), std::size_t(2));
        QVERIFY2(said.error.contains("failed"), qPrintable(said.error));
    }

    void aSweepOfOtherValuesNeedsAnotherName() {
        VERIFY_DONE(sweep({"--grid", "method.tokens=2"}));
        const Said other = sweep({"--grid", "method.tokens=2,5"});
        QCOMPARE(other.code, 1);
        QVERIFY2(other.error.contains("--name"), qPrintable(other.error));
        VERIFY_DONE(sweep({"--grid", "method.tokens=2,5", "--name", "wider"}));
        QCOMPARE(runs({"--tag", "wider"}), std::size_t(2));
    }

    void aRunForEachValueOfAField() {
        const Said each = sweep({"--each", "kind", "--csv", tiny_->path("t.csv")});
        VERIFY_DONE(each);
        const Said listed = tiny_->run({"runs", tiny_->file(), "--json"});
        QCOMPARE(listed.json.size(), std::size_t(2));
        QCOMPARE(listed.json.items()[1]["recipe"].at("task.only").string(), std::string("kind=y"));
        double sum = 0;
        for (const Json& run : listed.json.items()) sum += run["metrics"]["validation.accuracy"].toNumber();
        QCOMPARE(each.json["configurations"].items()[0]["mean"].toNumber(), sum / 2);
        QFile table(tiny_->path("t.csv"));
        QVERIFY(table.open(QIODevice::ReadOnly));
        QVERIFY(table.readAll().startsWith("metric,mean,deviation,seeds,values,runs\nvalidation.accuracy,"));
        QCOMPARE(sweep({"--each", "colour", "--name", "x"}).code, 2);
    }

    void drawsAreDifferentAndTheSameEachTime() {
        const Said drawn = sweep({"--grid", "optimizer.learning_rate=0.0001..0.1", "--grid",
                                  "method.tokens=2,3", "--random", "3"});
        VERIFY_DONE(drawn);
        QCOMPARE(runs(), std::size_t(3));
        for (const Json& line : drawn.json["configurations"].items()) {
            const double rate = std::stod(line["settings"]["optimizer.learning_rate"].string());
            QVERIFY(rate >= 0.0001 && rate <= 0.1);
        }
    }

    void badCallsAreRefusedBeforeAnyRun() {
        QCOMPARE(sweep({"--grid", "method.tokens=2,0"}).code, 2);
        QCOMPARE(sweep({"--grid", "method.tokenz=2"}).code, 2);
        QCOMPARE(sweep({"--grid", "method.tokens=2..9"}).code, 2);
        QCOMPARE(sweep({}).code, 2);
        const Said test = sweep({"--seeds", "2", "--by", "test.accuracy"});
        QCOMPARE(test.code, 2);
        QVERIFY2(test.error.contains("test is not read for choosing"), qPrintable(test.error));
        const Said lanes = sweep({"--seeds", "2", "--lanes", "0"});
        QCOMPARE(lanes.code, 2);
        QVERIFY2(lanes.error.contains("--lanes"), qPrintable(lanes.error));
        const Said rows = sweep({"--grid", "training.rows=8,500"});
        QCOMPARE(rows.code, 1);
        QVERIFY2(rows.error.contains("asks for 500 rows, there are 16"), qPrintable(rows.error));
        QCOMPARE(runs(), std::size_t(0));
    }

    void aFailedRunIsPassedOverAndTriedAgain() {
        VERIFY_DONE(tiny_->run({"train", tiny_->file(), tiny_->recipe(), "--progress", "none"}));
        const QString recipe =
            tiny_->recipe({{"method.init.kind", "run"}, {"method.init.run", "1"}, {"method.tokens", 3}});
        const QStringList grid{"--grid", "method.init.run=99,1"};
        const Said first = sweep(grid, recipe);
        VERIFY_DONE(first);
        QVERIFY2(first.error.contains("failed") && first.error.contains("99"), qPrintable(first.error));
        QCOMPARE(first.json["best"].toInteger(-1), std::int64_t(1));
        QVERIFY(first.json["configurations"].items()[0]["mean"].isNull());
        QCOMPARE(runs(), std::size_t(3));
        VERIFY_DONE(sweep(grid, recipe));
        QCOMPARE(runs(), std::size_t(4));  // the failed one alone was tried again
    }
};

QTEST_GUILESS_MAIN(TestSweepVerb)
#include "test_sweep_verb.moc"
