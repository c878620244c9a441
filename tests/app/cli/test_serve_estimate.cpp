// SPDX-License-Identifier: Apache-2.0
// What a run will take, and which studies fit a recipe, as the window asks for them.
#include <QtTest>

#include "tests/support/tiny_project.h"

using namespace lathe;
using namespace lathe::test;

class TestServeEstimate : public QObject {
    Q_OBJECT
    std::unique_ptr<TinyProject> tiny_;

    /// The last event that answers one question.
    Json ask(Json question) const {
        question.set("id", 1);
        QProcess serve;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("XDG_DATA_HOME", tiny_->path("data"));
        environment.insert("XDG_CACHE_HOME", tiny_->path("cache"));
        serve.setProcessEnvironment(environment);
        serve.start(LATHE_CLI, {"serve"});
        serve.write(QByteArray::fromStdString(question.dump()) + '\n');
        serve.closeWriteChannel();
        if (!serve.waitForFinished(60000)) return {};
        const QList<QByteArray> lines = serve.readAllStandardOutput().trimmed().split('\n');
        return Json::parse(lines.last().toStdString()).value_or(Json());
    }
    Json recipe(const std::vector<std::pair<std::string, Json>>& more = {}) const {
        QFile file(tiny_->recipe(more));
        if (!file.open(QIODevice::ReadOnly)) return {};
        return Json::parse(file.readAll().toStdString()).value_or(Json());
    }
    Json estimate(const Json& asked) const {
        return ask(
            Json::object({{"do", "estimate"}, {"project", tiny_->file().toStdString()}, {"recipe", asked}}));
    }

  private Q_SLOTS:
    void init() {
        tiny_ = std::make_unique<TinyProject>();
        tiny_->importRows("toy", 60, 8, 12);
    }

    void aStepIsMeasuredWhereNothingWasTrainedYet() {
        const Json said = estimate(recipe({{"training.steps", 1000}, {"training.evaluate_every", 0}}));
        QCOMPARE(said["event"].string(), std::string("result"));
        QVERIFY2(said["seconds"].toNumber() > 0, said.dump().c_str());
        QVERIFY(said["peak_gib"].toNumber() > 0);
        QVERIFY(said["busy"].isBool());
        QVERIFY(!said.contains("run"));
        QCOMPARE(said["trainable"].toInteger(), std::int64_t(48));
        // The same with validations takes longer.
        const Json more = estimate(recipe({{"training.steps", 1000}, {"training.evaluate_every", 1}}));
        QVERIFY(more["seconds"].toNumber() > said["seconds"].toNumber());
    }

    void earlierRunsOfTheSameShapeSayMore() {
        const QString file = tiny_->recipe({{"training.steps", 40}, {"training.evaluate_every", 20}});
        const Said done = tiny_->run({"train", tiny_->file(), file, "--progress", "none", "--json"});
        VERIFY_DONE(done);
        // Another name, seed and rate: the same work a step.
        const Json said = estimate(recipe({{"name", "other"},
                                           {"training.seed", 5},
                                           {"optimizer.learning_rate", 0.3},
                                           {"training.steps", 80},
                                           {"training.evaluate_every", 20}}));
        QCOMPARE(said["run"].toInteger(), std::int64_t(1));
        QVERIFY(said["peak_gib"].toNumber() > 0);
        const double once = done.json["seconds"].toNumber(), twice = said["seconds"].toNumber();
        QVERIFY2(twice > once && twice < 4 * once + 1,
                 qPrintable(QString("%1 s for 40 steps, %2 s for 80").arg(once).arg(twice)));
        QVERIFY(!estimate(recipe({{"method.tokens", 5}})).contains("run"));
        QVERIFY(!estimate(recipe({{"training.batch", 8}})).contains("run"));
    }

    void studiesSayWhetherTheyFit() {
        const Json said = ask(Json::object({{"do", "studies"}, {"recipe", recipe()}}));
        QCOMPARE(said["event"].string(), std::string("result"));
        int fit = 0, refused = 0;
        for (const Json& study : said["studies"].items()) {
            (study.contains("problem") ? refused : fit) += 1;
            if (study["name"].string() == "length") {
                QCOMPARE(study["configurations"].size(), std::size_t(5));
                QCOMPARE(study["seeds"].toInteger(), std::int64_t(3));
            }
            if (study["name"].string() == "depth")
                QVERIFY(study["problem"].string().find("prefix_tuning") != std::string::npos);
        }
        QVERIFY(fit >= 4 && refused >= 5);
        Json wrong = recipe();
        wrong.setAt("method.tokens", 0);
        const Json none = ask(Json::object({{"do", "studies"}, {"recipe", wrong}}));
        for (const Json& study : none["studies"].items())
            QVERIFY(study["problem"].string().find("method.tokens") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestServeEstimate)
#include "test_serve_estimate.moc"
