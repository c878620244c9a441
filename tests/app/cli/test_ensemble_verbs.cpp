// SPDX-License-Identifier: Apache-2.0
// ensemble and harden as a user calls them.
#include <QtTest>
#include <cmath>

#include "tests/support/tiny_project.h"

using namespace lathe;
using namespace lathe::test;

class TestEnsembleVerbs : public QObject {
    Q_OBJECT
    TinyProject tiny_;

    double evaluated(const QString& run, const char* metric) {
        return tiny_.run({"evaluate", tiny_.file(), run, "--json"}).json["metrics"][metric].toNumber();
    }

  private Q_SLOTS:
    void initTestCase() {
        tiny_.importRows("toy", 16, 8, 12);
        tiny_.importRows("other", 8, 4, 6);
        for (const char* setting : {"training.seed=0", "training.seed=1", "method.tokens=5"}) {
            const Said trained =
                tiny_.run({"train", tiny_.file(), tiny_.recipe(), "--set", setting, "--progress", "none"});
            VERIFY_DONE(trained);
        }
        VERIFY_DONE(tiny_.run({"train", tiny_.file(),
                               tiny_.recipe({{"task.labels", Json::object({{"a", " x"}, {"b", " y"}})}}),
                               "--progress", "none"}));
    }

    void theVoteStandsBesideEachPrompt() {
        const Said said = tiny_.run({"ensemble", tiny_.file(), "1", "2", "3", "--json"});
        VERIFY_DONE(said);
        QCOMPARE(said.json["data"].string(), std::string("toy/test"));
        QCOMPARE(said.json["examples"].toInteger(), std::int64_t(12));
        double sum = 0;
        for (int run = 1; run <= 3; ++run) {
            const double single = said.json["singles"]
                                      .items()[static_cast<std::size_t>(run - 1)]["metrics"]["accuracy"]
                                      .toNumber();
            QVERIFY(std::fabs(single - evaluated(QString::number(run), "accuracy")) < 1e-9);
            sum += single;
        }
        QVERIFY(std::fabs(said.json["mean_single"].toNumber() - sum / 3) < 1e-12);
        QVERIFY(said.json["vote"]["metrics"].contains("accuracy"));
        const double p = said.json["vote"]["mcnemar"]["p"].toNumber();
        QVERIFY(p > 0 && p <= 1);
        const Said table = tiny_.run({"ensemble", tiny_.file(), "1", "2", "--data", "toy/validation"});
        VERIFY_DONE(table);
        QVERIFY2(table.out.contains("majority vote") && table.out.contains("McNemar"), qPrintable(table.out));
    }

    void oneTokenPrompts() {
        const Said said = tiny_.run({"ensemble", tiny_.file(), "3", "--split-tokens", "--json"});
        VERIFY_DONE(said);
        QCOMPARE(said.json["singles"].size(), std::size_t(5));
        QCOMPARE(tiny_.run({"ensemble", tiny_.file(), "3"}).code, 2);
        QCOMPARE(tiny_.run({"ensemble", tiny_.file(), "1", "2", "--split-tokens"}).code, 2);
    }

    void promptsOfAnotherTaskAreRefused() {
        const Said said = tiny_.run({"ensemble", tiny_.file(), "1", "4"});
        QCOMPARE(said.code, 2);
        QVERIFY2(said.error.contains("task.labels is not that of run 1"), qPrintable(said.error));
    }

    void hardenedIsItsNearestWords() {
        const Said said = tiny_.run({"harden", tiny_.file(), "1", "--json"});
        VERIFY_DONE(said);
        QCOMPARE(said.json["words"].size(), std::size_t(3));
        QVERIFY(std::fabs(said.json["before"]["accuracy"].toNumber() - evaluated("1", "accuracy")) < 1e-9);
        QVERIFY(std::fabs(said.json["before"]["loss"].toNumber() - evaluated("1", "loss")) < 1e-6);
        QVERIFY(said.json["after"]["loss"].toNumber() != said.json["before"]["loss"].toNumber());
        const Said near = tiny_.run({"neighbours", tiny_.file(), "1", "--json"});
        QCOMPARE(said.json["words"].items()[0]["token"].toInteger(),
                 near.json.items()[0]["neighbours"].items()[0]["token"].toInteger());
        // The words written as a prompt give the same numbers: started from them, before any step.
        QVERIFY(said.json["text"].string().size() > 0);
    }

    void aPromptIsMeasuredOnOtherData() {
        const Said said = tiny_.run({"evaluate", tiny_.file(), "1", "--data", "other/test", "--json"});
        VERIFY_DONE(said);
        QCOMPARE(said.json["data"].string(), std::string("other/test"));
        QCOMPARE(said.json["examples"].toInteger(), std::int64_t(6));
    }

    void aRunStartsFromAnotherRunsPrompt() {
        const Said started = tiny_.run({"train", tiny_.file(), tiny_.recipe(), "--set",
                                        "method.init.kind=run", "--set", "method.init.run=1", "--set",
                                        "training.steps=1", "--set", "optimizer.learning_rate=1e-12", "--set",
                                        "training.snapshot_every=1", "--progress", "none", "--json"});
        VERIFY_DONE(started);
        const QString run = QString::number(started.json["run"].toInteger());
        QVERIFY(std::fabs(evaluated(run, "loss") - evaluated("1", "loss")) < 1e-5);
    }
};

QTEST_GUILESS_MAIN(TestEnsembleVerbs)
#include "test_ensemble_verbs.moc"
