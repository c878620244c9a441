// SPDX-License-Identifier: Apache-2.0
// Numbers and data that training cannot use, or only just: it stops or goes on, says why, keeps the last good
// state, and stores no number that is none.
#include <QtTest>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/files.h"
#include "core/formats/safetensors.h"
#include "core/project/project.h"
#include "tests/support/tiny_families.h"
#include "tests/support/tried.h"

using namespace lathe;
using lathe::test::TinyFamilies;

class TestNumbers : public QObject {
    Q_OBJECT
    TinyFamilies tiny_;
    int tried_ = 0;

    /// A project with these rows as "d"; empty where they were refused, with what was said.
    QString projectOf(const QByteArray& rows, QString& said) {
        const QString file = tiny_.path(QString("rows-%1.lathe").arg(tried_));
        tiny_.run({"new", file});
        const auto imported =
            tiny_.run({"data", "import", file, tiny_.written(QString("rows-%1.jsonl").arg(tried_), rows),
                       "--name", "d"});
        said = imported.error;
        return imported.code == 0 ? file : QString();
    }
    /// Trains; what was said. The project is sound afterwards, and every stored evaluation is a number.
    TinyFamilies::Said trained(const QString& file, const QString& recipe) {
        const auto said = tiny_.run({"train", file, recipe, "--progress", "plain"});
        const auto found = checkProject(file.toStdString());
        if (!found || !found->empty()) qFatal("the project is damaged");
        const auto project = Project::open(file.toStdString(), Project::Access::ReadOnly);
        const auto runs = listRuns(*project);
        for (const RunRow& run : *runs) {
            const auto taken = snapshots(*project, run.run);
            for (const SnapshotRow& row : *taken) {
                const auto prompt = snapshotTensors(*project, run.run, row.step);
                for (const HostTensor& tensor : *prompt)
                    for (const float value : tensor.data)
                        if (!std::isfinite(value)) qFatal("a prompt that is no number was stored");
            }
        }
        return said;
    }
    static QByteArray rows(int train, int validation, const QByteArray& text = "a b",
                           const char* second = "y") {
        QByteArray all;
        for (int i = 0; i < train + validation; ++i)
            all += "{\"text\": \"" + text + "\", \"label\": \"" + (i % 2 ? second : "x") +
                   "\", \"split\": \"" + (i < train ? "train" : "validation") + "\"}\n";
        return all;
    }
    /// The gpt2 with one weight changed.
    void spoil(const QString& family, float value) {
        const std::string path = tiny_.path("gpt2/model.safetensors").toStdString();
        auto tensors = readSafetensors(path);
        if (!tensors) qFatal("%s", tensors.error().line().c_str());
        for (HostTensor& tensor : *tensors)
            if (tensor.name.find("mlp.c_fc.weight") != std::string::npos) tensor.data[5] = value;
        QDir().mkpath(tiny_.path(family));
        for (const char* name : {"config.json", "vocab.txt", "tokenizer_config.json"})
            QFile::copy(tiny_.path(QString("gpt2/") + name), tiny_.path(family + "/" + name));
        if (!writeSafetensors(tiny_.path(family + "/model.safetensors").toStdString(), *tensors))
            qFatal("writing");
    }

  private Q_SLOTS:
    void init() { ++tried_; }
    void cleanupTestCase() { tests::tried("numbers", "odd numbers and data", tried_); }

    void weightsThatAreNoNumbersStopIt_data() {
        QTest::addColumn<float>("value");
        QTest::newRow("NaN") << std::nanf("");
        QTest::newRow("infinity") << std::numeric_limits<float>::infinity();
        QTest::newRow("minus infinity") << -std::numeric_limits<float>::infinity();
    }
    void weightsThatAreNoNumbersStopIt() {
        QFETCH(float, value);
        const QString family = QString("spoiled-%1").arg(tried_);
        spoil(family, value);
        const QString file = tiny_.project(family + ".lathe");
        const auto said = trained(file, tiny_.recipe("gpt2", "prompt_tuning",
                                                     {{"backbone.id", tiny_.path(family).toStdString()},
                                                      {"training.evaluate_every", 0}}));
        QCOMPARE(said.code, 1);
        QVERIFY2(said.error.contains("is not finite"), qPrintable(said.error));
        const auto project = Project::open(file.toStdString(), Project::Access::ReadOnly);
        const auto run = findRun(*project, "1");
        QVERIFY(run && run->state == RunState::Failed && run->failure && !run->failure->what.empty());
    }

    void anExplodingLossStopsWithItsReasonAndKeepsTheLastState_data() {
        QTest::addColumn<QString>("optimizer");
        QTest::addColumn<double>("rate");
        QTest::newRow("SGD") << "sgd" << 1000.0;
        QTest::newRow("SGD with momentum") << "sgd momentum" << 1000.0;
        QTest::newRow("AdamW") << "adamw" << 1000.0;
        QTest::newRow("Adafactor") << "adafactor" << 1000.0;
    }
    void anExplodingLossStopsWithItsReasonAndKeepsTheLastState() {
        QFETCH(QString, optimizer);
        QFETCH(double, rate);
        std::vector<std::pair<std::string, Json>> more = {
            {"optimizer",
             Json::object({{"kind", optimizer.section(' ', 0, 0).toStdString()}, {"learning_rate", rate}})},
            {"training.steps", 300},
            {"training.checkpoint_seconds", 0}};
        if (optimizer.contains("momentum")) more.emplace_back("optimizer.momentum", 0.99);
        const QString file = tiny_.project(QString("exploding-%1.lathe").arg(tried_));
        const auto said = trained(file, tiny_.recipe("gpt2", "prompt_tuning", more));
        const auto project = Project::open(file.toStdString(), Project::Access::ReadOnly);
        const auto run = findRun(*project, "1");
        QVERIFY(run);
        if (said.code != 0) {
            QCOMPARE(said.code, 1);
            QVERIFY2(said.error.contains("is not finite"), qPrintable(said.error));
            QVERIFY(run->failure && !run->failure->todo.empty());
            QVERIFY(run->safeStep >= 0);
            // What was good can be taken out.
            const auto out =
                tiny_.run({"export", file, "1", tiny_.path(QString("out-%1").arg(tried_)), "--step", "last"});
            QVERIFY2(out.code == 0 || out.error.contains("holds no prompt yet"), qPrintable(out.error));
        } else {
            QVERIFY(run->state == RunState::Finished);
        }
    }

    void dataThatCannotBeTrainedOnIsSaid_data() {
        QTest::addColumn<QByteArray>("rows");
        QTest::addColumn<QString>("says");
        QTest::newRow("no rows") << QByteArray() << "empty";
        QTest::newRow("blank lines") << QByteArray("\n\n") << "empty";
        QTest::newRow("no training rows") << rows(0, 4) << "train";
        QTest::newRow("a label that is not in the recipe")
            << QByteArray("{\"text\": \"a\", \"label\": \"zzz\", \"split\": \"train\"}\n") << "zzz";
        QTest::newRow("no label") << QByteArray("{\"text\": \"a\", \"split\": \"train\"}\n") << "label";
        QTest::newRow("a label of null")
            << QByteArray("{\"text\": \"a\", \"label\": null, \"split\": \"train\"}\n") << "label";
        QTest::newRow("no field") << QByteArray(
                                         "{\"other\": \"a\", \"label\": \"x\", \"split\": \"train\"}\n")
                                  << "text";
        QTest::newRow("a field that is an object")
            << QByteArray("{\"text\": {\"a\": 1}, \"label\": \"x\", \"split\": \"train\"}\n") << "text";
    }
    void dataThatCannotBeTrainedOnIsSaid() {
        QFETCH(QByteArray, rows);
        QFETCH(QString, says);
        QString line;
        const QString file = projectOf(rows, line);
        if (!file.isEmpty()) {
            const auto said = trained(file, tiny_.recipe("gpt2", "prompt_tuning"));
            QVERIFY2(said.code == 1 || said.code == 2, qPrintable(said.error));
            line = said.error;
        }
        QVERIFY2(line.contains(says), qPrintable(line));
    }

    void dataThatIsOnlyJustEnoughIsTrainedOn_data() {
        QTest::addColumn<QByteArray>("rows");
        QTest::addColumn<int>("batch");
        QTest::addColumn<QString>("says");
        QTest::newRow("one row") << rows(1, 0) << 4 << "";
        QTest::newRow("one row each") << rows(1, 1) << 1 << "";
        QTest::newRow("one class") << rows(8, 4, "a b", "x") << 4 << "";
        QTest::newRow("a batch larger than the data") << rows(5, 2) << 4096 << "";
        QTest::newRow("an empty text") << rows(8, 4, "") << 4 << "";
        QTest::newRow("texts of blanks") << rows(8, 4, "   ") << 4 << "";
        QTest::newRow("a filled context")
            << rows(8, 4, QByteArray("a b ").repeated(400)) << 4 << "cut to fit";
        QTest::newRow("a text of half a MiB")
            << rows(2, 1, QByteArray("a b ").repeated(1 << 17)) << 2 << "cut to fit";
        QTest::newRow("text of nothing that is known") << rows(8, 4, "\u65e5\u672c \U0001f600") << 4 << "";
    }
    void dataThatIsOnlyJustEnoughIsTrainedOn() {
        QFETCH(QByteArray, rows);
        QFETCH(int, batch);
        QFETCH(QString, says);
        QString line;
        const QString file = projectOf(rows, line);
        QVERIFY2(!file.isEmpty(), qPrintable(line));
        for (const char* family : TinyFamilies::kFamilies) {
            const auto said = trained(file, tiny_.recipe(family, "prompt_tuning",
                                                         {{"training.batch", batch},
                                                          {"training.steps", 6},
                                                          {"training.evaluate_every", 3}}));
            QVERIFY2(said.code == 0, qPrintable(QString(family) + ": " + said.error));
            if (QString(family) != "t5")  // which has no end of its positions
                QVERIFY2(said.error.contains(says), qPrintable(said.error));
            for (const char* word : {"nan", "inf "})
                QVERIFY2(!said.error.contains(word), qPrintable(said.error));
        }
    }

    void recipesThatLeaveNoRoomAreSaid_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("value");
        QTest::newRow("a prompt as long as the context") << "method.tokens" << 64;
        QTest::newRow("a prompt longer than the context") << "method.tokens" << 500;
        QTest::newRow("one token a row: the label is all of it") << "task.max_tokens" << 1;
    }
    void recipesThatLeaveNoRoomAreSaid() {
        QFETCH(QString, key);
        QFETCH(int, value);
        const QString file = tiny_.project(QString("room-%1.lathe").arg(tried_));
        const auto said = trained(file, tiny_.recipe("gpt2", "prompt_tuning", {{key.toStdString(), value}}));
        QVERIFY2(said.code == 1 || said.code == 2, qPrintable(said.error));
        QVERIFY2(said.error.contains("method.kind: ") || said.error.contains("task."),
                 qPrintable(said.error));
    }
};

QTEST_GUILESS_MAIN(TestNumbers)
#include "test_numbers.moc"
