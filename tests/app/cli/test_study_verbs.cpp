// SPDX-License-Identifier: Apache-2.0
// Studies, the transfer matrix and baselines as a user runs them.
#include <QtTest>
#include <cmath>
#include <set>

#include "tests/support/tiny_project.h"

using namespace lathe;
using namespace lathe::test;

class TestStudyVerbs : public QObject {
    Q_OBJECT
    std::unique_ptr<TinyProject> tiny_;

    Said study(const QStringList& more) {
        return tiny_->run(QStringList{"study", tiny_->file()} + more +
                          QStringList{"--progress", "none", "--json"});
    }
    Json runs() { return tiny_->run({"runs", tiny_->file(), "--json"}).json; }

  private Q_SLOTS:
    void init() {
        tiny_ = std::make_unique<TinyProject>();
        tiny_->importRows("toy", 60, 8, 12);
    }

    void startsOfThePrompt() {
        const QString recipe = tiny_->recipe(
            {{"method.init.kind", "text"}, {"method.init.text", "which one"}, {"training.steps", 2}});
        const Said said = study({"init", recipe, "--seeds", "2", "--csv", tiny_->path("i.csv")});
        VERIFY_DONE(said);
        QCOMPARE(said.json["study"].string(), std::string("init"));
        QCOMPARE(said.json["configurations"].size(), std::size_t(4));
        QCOMPARE(runs().size(), std::size_t(8));
        QCOMPARE(runs().items()[0]["recipe"].at("method.init.kind").string(), std::string("uniform"));
        QVERIFY(runs().items()[0]["recipe"].at("method.init.text").isNull());
        QCOMPARE(runs().items()[7]["recipe"].at("method.init.text").string(), std::string("which one"));
        QFile csv(tiny_->path("i.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().count('\n'), qsizetype(5));
        const Said again = study({"tiny init", "--table"});
        VERIFY_DONE(again);
        QCOMPARE(again.out, said.out);
    }

    void aStudyGoesOnByItsNameAlone() {
        const Said said =
            study({"seeds", tiny_->recipe({{"training.steps", 2}}), "--seeds", "2", "--name", "again"});
        VERIFY_DONE(said);
        VERIFY_DONE(tiny_->run({"delete", tiny_->file(), "2"}));
        QCOMPARE(runs().size(), std::size_t(1));
        const Said on = study({"again", "--continue"});
        VERIFY_DONE(on);
        QCOMPARE(runs().size(), std::size_t(2));
        // The same seed on the same machine ends at the same figure.
        QCOMPARE(on.json["configurations"].items()[0]["values"],
                 said.json["configurations"].items()[0]["values"]);
        QCOMPARE(study({"none-such", "--continue"}).code, 1);
        QCOMPARE(study({"again", "--continue", "--table"}).code, 2);
    }

    void fewRowsAreDrawnAnewByEachSeed() {
        const Said few =
            study({"low-data", tiny_->recipe({{"training.steps", 1}, {"training.evaluate_every", 1}})});
        QCOMPARE(few.code, 1);
        QVERIFY2(few.error.contains("asks for 100 rows, there are 60"), qPrintable(few.error));
        QCOMPARE(runs().size(), std::size_t(0));
        tiny_->importRows("large", 520, 4, 4);
        const Said said = study(
            {"low-data",
             tiny_->recipe({{"training.steps", 1}, {"training.evaluate_every", 1}, {"task.data", "large"}})});
        VERIFY_DONE(said);
        QCOMPARE(runs().size(), std::size_t(20));
        QCOMPARE(runs().items()[1]["recipe"].at("training.draw").toInteger(), std::int64_t(1));
        // Other rows of the same data: another first loss.
        QVERIFY(runs().items()[0]["metrics"]["loss"] != runs().items()[1]["metrics"]["loss"]);
    }

    void studiesOfAMethodRefuseOthers() {
        for (const char* name : {"depth", "reparameterization", "placement", "prefix-length", "encoder"}) {
            const Said said = study({name, tiny_->recipe()});
            QCOMPARE(said.code, 2);
            QVERIFY2(said.error.contains("the recipe's method is prompt_tuning"), qPrintable(said.error));
        }
        QVERIFY(study({"lenght", tiny_->recipe()}).error.contains("did you mean length?"));
        QCOMPARE(study({"length"}).code, 2);
    }

    void startsAreMeasuredBeforeAnythingIsLearned() {
        const Said said = study({"starts", tiny_->recipe(), "--seeds", "1", "--by", "loss"});
        VERIFY_DONE(said);
        QCOMPARE(said.json["configurations"].size(), std::size_t(3));
        std::set<double> losses;
        for (const Json& one : said.json["configurations"].items()) losses.insert(one["mean"].toNumber());
        QCOMPARE(losses.size(), std::size_t(3));
        const Json all = runs();
        for (const Json& run : all.items()) QCOMPARE(run["steps"].toInteger(), std::int64_t{1});
    }

    void aRangeTestReadsTheLossesOfOneRun() {
        const auto rate = [&](const QStringList& more) {
            return tiny_->run(QStringList{"rate", tiny_->file(), tiny_->recipe(), "--steps", "60",
                                          "--progress", "none", "--json"} +
                              more);
        };
        const Said said = rate({"--low", "0.001", "--high", "10"});
        VERIFY_DONE(said);
        const auto& points = said.json["points"].items();
        QVERIFY2(points.size() >= 10 && points.size() <= 60, qPrintable(QString::number(points.size())));
        QVERIFY(std::abs(points.front()["rate"].toNumber() - 0.001) < 1e-9);
        for (std::size_t i = 1; i < points.size(); ++i)
            QVERIFY(points[i]["rate"].toNumber() > points[i - 1]["rate"].toNumber());
        QVERIFY(said.json["steepest"].toNumber() <= said.json["lowest"].toNumber());
        QCOMPARE(runs().items()[0]["steps"].toInteger(), std::int64_t{60});
        QCOMPARE(rate({"--low", "1", "--high", "0.1"}).code, 2);
        // Rates that move nothing: said, not read into.
        const Said still = rate({"--low", "1e-12", "--high", "1e-11"});
        QCOMPARE(still.code, 1);
        QVERIFY2(still.error.contains("lets the loss fall"), qPrintable(still.error));
    }

    void theNearestWordsOfStartAndEndAreInterpreted() {
        VERIFY_DONE(tiny_->run({"train", tiny_->file(), tiny_->recipe(), "--progress", "none"}));
        const Said said =
            tiny_->run({"interpret", tiny_->file(), "last", "--step", "last", "--draws", "5", "--json"});
        VERIFY_DONE(said);
        QCOMPARE(said.json["steps"].size(), std::size_t(2));
        for (const Json& step : said.json["steps"].items()) {
            QCOMPARE(step["closeness_of_positions"].size(), std::size_t(3));
            QCOMPARE(step["labels"].size(), std::size_t(2));
            QVERIFY(step["random_deviation"].toNumber() > 0);
        }
        const QString prefix =
            tiny_->recipe({{"method", Json::object({{"kind", "prefix_tuning"}, {"tokens", 2}})},
                           {"task.template", "{text}{label}"}});
        VERIFY_DONE(tiny_->run({"train", tiny_->file(), prefix, "--progress", "none"}));
        const Said none = tiny_->run({"interpret", tiny_->file(), "last"});
        QCOMPARE(none.code, 1);
        QVERIFY2(none.error.contains("prefix"), qPrintable(none.error));
    }

    void prefixesInFrontAndBehindTheText() {
        const QString recipe =
            tiny_->recipe({{"method", Json::object({{"kind", "prefix_tuning"}, {"tokens", 2}})},
                           {"task.template", "{prompt}{text} is{label}"},
                           {"training.steps", 2}});
        const Said said = study({"placement", recipe, "--seeds", "1"});
        VERIFY_DONE(said);
        QCOMPARE(runs().size(), std::size_t(2));
        QCOMPARE(runs().items()[1]["recipe"].at("method.placement").string(), std::string("infix"));
        QCOMPARE(runs().items()[1]["recipe"].at("task.template").string(),
                 std::string("{text} is{prompt}{label}"));
        const Said deep = study({"depth", recipe, "--seeds", "1"});
        VERIFY_DONE(deep);
        QCOMPARE(deep.json["configurations"].size(), std::size_t(8));
    }

    void eachRunOnEachData() {
        tiny_->importRows("other", 8, 4, 6);
        for (const char* data : {"toy", "other"})
            VERIFY_DONE(tiny_->run(
                {"train", tiny_->file(), tiny_->recipe({{"task.data", data}}), "--progress", "none"}));
        const QStringList ask{"transfer", "--runs", "1", "2", "--data", "toy", "other", "other/validation"};
        const Said said = study(ask);
        VERIFY_DONE(said);
        QCOMPARE(said.json["runs"].size(), std::size_t(2));
        const Json& cells = said.json["runs"].items()[1]["cells"];
        QCOMPARE(cells.size(), std::size_t(3));
        QCOMPARE(cells.items()[0]["data"].string(), std::string("toy/test"));
        const Said alone = tiny_->run({"evaluate", tiny_->file(), "2", "--data", "toy/test", "--json"});
        QCOMPARE(cells.items()[0]["metrics"]["accuracy"].toNumber(),
                 alone.json["metrics"]["accuracy"].toNumber());
        const Said again = study(ask);
        QCOMPARE(again.out, said.out);
        QVERIFY2(!again.error.contains("rows"), qPrintable(again.error));  // nothing is measured twice
        QCOMPARE(study({"transfer", "--runs", "1"}).code, 2);
    }

    void whatThereIsWithoutTraining() {
        const auto baseline = [&](const QStringList& more) {
            return tiny_->run(QStringList{"baseline", tiny_->file(), tiny_->recipe()} + more +
                              QStringList{"--json"});
        };
        const Said zero = baseline({});
        VERIFY_DONE(zero);
        QCOMPARE(zero.json["data"].string(), std::string("toy/test"));
        VERIFY_DONE(tiny_->run({"train", tiny_->file(), tiny_->recipe(), "--progress", "none"}));
        const Said bare = tiny_->run({"evaluate", tiny_->file(), "1", "--bare", "--json"});
        QVERIFY(std::fabs(zero.json["metrics"]["loss"].toNumber() - bare.json["metrics"]["loss"].toNumber()) <
                1e-6);

        const Said manual = baseline({"--kind", "manual", "--template", "{text} is{label}"});
        VERIFY_DONE(manual);
        QVERIFY(manual.json["metrics"]["loss"] != zero.json["metrics"]["loss"]);
        QCOMPARE(baseline({"--kind", "manual"}).code, 2);
        QCOMPARE(baseline({"--kind", "manual", "--template", "{nothing}{label}"}).code, 2);

        const Said shots = baseline({"--kind", "shots", "--shots", "3"});
        VERIFY_DONE(shots);
        QCOMPARE(baseline({"--kind", "shots", "--shots", "3"}).json["metrics"], shots.json["metrics"]);
        QVERIFY(baseline({"--kind", "shots", "--shots", "3", "--seed", "1"}).json["metrics"]["loss"] !=
                shots.json["metrics"]["loss"]);
        QCOMPARE(baseline({"--kind", "shots", "--shots", "61"}).code, 1);

        const Said majority = baseline({"--kind", "majority"});
        VERIFY_DONE(majority);
        QCOMPARE(majority.json["settings"]["label"].string(), std::string("a"));
        QCOMPARE(majority.json["metrics"]["accuracy"].toNumber(), 0.5);
        QCOMPARE(tiny_->run({"baseline", tiny_->file(), "--list", "--json"}).json.size(), std::size_t(5));
    }
};

QTEST_GUILESS_MAIN(TestStudyVerbs)
#include "test_study_verbs.moc"
