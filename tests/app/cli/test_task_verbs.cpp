// SPDX-License-Identifier: Apache-2.0
// Every task trained and measured from the command line, on a decoder, an encoder-decoder and a masked model.
#include <QtTest>
#include <cmath>

#include "core/base/json.h"
#include "core/project/runs.h"
#include "tests/support/cli_folder.h"
#include "tests/support/letters_backbone.h"

using namespace lathe;

using lathe::test::Said;

class TestTaskVerbs : public QObject {
    Q_OBJECT
    const std::unique_ptr<lathe::test::CliFolder> folder_ = std::make_unique<lathe::test::CliFolder>();

    QString path(const QString& name) const { return folder_->path(name); }
    QString written(const QString& name, const QByteArray& bytes) const {
        return folder_->written(name, bytes);
    }
    Said run(const QStringList& arguments) const { return folder_->run(arguments); }
    QByteArray bytesOf(const QString& name) const {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QString project(const QString& family) const { return path(family + ".lathe"); }
    QString recipe(const QString& family, const QByteArray& task, const QByteArray& more = "") const {
        QByteArray text =
            "{\"recipe\": 1, \"backbone\": {\"id\": \"FOLDER\", \"dtype\": \"float32\"}, \"task\": "
            "{\"data\": \"d\", TASK},";
        text +=
            "\"method\": {\"kind\": \"prompt_tuning\", \"tokens\": 2, \"init\": {\"kind\": \"uniform\"}},";
        text += "\"optimizer\": {\"kind\": \"adamw\", \"learning_rate\": 0.1},";
        text +=
            "\"training\": {\"steps\": 4, \"batch\": 4, \"evaluate_every\": 2, \"snapshot_every\": 2 MORE}}";
        text.replace("FOLDER", path(family).toUtf8()).replace("TASK", task).replace("MORE", more);
        return written("recipe.json", text);
    }
    /// How often test was read, by the log.
    std::int64_t readings(const QString& family) const {
        const auto opened = Project::open(project(family).toStdString(), Project::Access::ReadOnly);
        const auto rows = logRows(*opened);
        return std::ranges::count_if(
            *rows, [](const LogRow& row) { return row.text.starts_with("test read: d/test"); });
    }

  private Q_SLOTS:
    void initTestCase() {
        QByteArray rows;
        const char* splits[] = {"train", "train", "validation", "test"};
        for (int k = 0; k < 48; ++k) {
            const QByteArray a(1, static_cast<char>('a' + k % 8)), b(1, static_cast<char>('a' + k * 5 % 7));
            rows += "{\"text\": \"" + a + " " + b + " c\", \"label\": \"" + (k % 3 ? "x" : "y") +
                    "\", \"choices\": [\"x\", \"y\", \"z w\"], \"target\": [\"" + a + " " + b + "\", \"" + b +
                    "\"], \"split\": \"" + splits[k % 4] + "\", \"question\": " + QByteArray::number(k / 8) +
                    ", \"idx\": " + QByteArray::number(100 + k) + "}\n";
        }
        const QString data = written("rows.jsonl", rows);
        for (const char* family : {"gpt2", "t5", "bert"}) {
            lathe::test::makeLettersBackbone(path("."), family);
            VERIFY_DONE(run({"new", project(family)}));
            VERIFY_DONE(run({"data", "import", project(family), data, "--name", "d"}));
        }
    }

    void everyTaskIsTrainedAndMeasured_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("task");
        QTest::addColumn<QStringList>("metrics");
        const QStringList decides = {"accuracy",    "f1_macro", "f1_micro",  "mcc",
                                     "exact_match", "loss",     "perplexity"};
        const QStringList texts = {"bleu",      "chrf", "rouge1",     "rouge2",      "rougeL",
                                   "rougeLsum", "loss", "perplexity", "exact_match", "token_f1"};
        const char* labels = "\"labels\": {\"x\": \" x\", \"y\": \" y\"}, \"group_field\": \"question\"";
        for (const char* family : {"gpt2", "t5", "bert"}) {
            const bool masked = qstrcmp(family, "bert") == 0;
            const auto add = [&](const char* name, const QString& task, const QStringList& metrics) {
                QTest::addRow("%s, %s", family, name) << QString(family) << task << metrics;
            };
            const QString blank = masked ? "{mask}" : "{label}";
            add("ranked",
                "\"kind\": \"classify\", \"template\": \"{prompt}{text} is " + blank + "\", " + labels,
                decides);
            add("decoded",
                "\"kind\": \"classify\", \"decide\": \"decode\", \"template\": \"{prompt}{text} is " + blank +
                    "\", " + labels,
                decides);
            add("chosen",
                "\"kind\": \"choose\", \"rank\": \"mean\", \"template\": \"{prompt}{text} is " + blank + "\"",
                {"accuracy", "calibration_error", "loss", "perplexity"});
            add("probed", "\"kind\": \"probe\", \"template\": \"{prompt}{text} is " + blank + "\"",
                {"p@1", "p@10", "mrr", "calibration_error", "loss", "perplexity"});
            add("probed among answers",
                "\"kind\": \"probe\", \"candidates\": \"answers\", \"loss\": \"labels\", \"template\": "
                "\"{prompt}{text} is " +
                    blank + "\"",
                {"p@1", "p@10", "mrr", "calibration_error", "loss", "perplexity"});
            if (!masked)
                add("generated",
                    "\"kind\": \"generate\", \"max_new\": 5, \"template\": \"{prompt}{text} is {target}\"",
                    texts);
        }
    }
    void everyTaskIsTrainedAndMeasured() {
        QFETCH(QString, family);
        QFETCH(QString, task);
        QFETCH(QStringList, metrics);
        const QString file = project(family);
        const Said trained = run({"train", file, recipe(family, task.toUtf8()), "--progress", "none"});
        VERIFY_DONE(trained);
        const std::int64_t before = readings(family);
        const Said said = run({"evaluate", file, "last", "--predictions", path("p.jsonl"), "--json"});
        VERIFY_DONE(said);
        QCOMPARE(readings(family), before + 1);
        QCOMPARE(said.json["data"].string(), std::string("d/test"));
        QCOMPARE(said.json["examples"].toInteger(), std::int64_t{12});
        const Json& all = said.json["metrics"];
        for (const QString& name : metrics) {
            QVERIFY2(all.contains(name.toStdString()), qPrintable(name));
            const Json& interval = said.json["intervals"][name.toStdString()];
            QVERIFY2(interval.size() == 2, qPrintable(name));
            QVERIFY(interval.items()[0].toNumber() <= interval.items()[1].toNumber());
        }
        const std::size_t more =
            task.contains("decode") || !task.contains("classify") ? 0 : 1;  // calibration
        QCOMPARE(all.size(), static_cast<std::size_t>(metrics.size()) + more);
        QCOMPARE(said.json["chosen"]["split"].string(), std::string("validation"));
        QCOMPARE(said.json["chosen"]["evaluations"].toInteger(), std::int64_t{3});
        // What the file of predictions says is what was measured.
        const Said scored = run({"score", path("p.jsonl"), "--json"});
        VERIFY_DONE(scored);
        QVERIFY(scored.json["metrics"].size() >= 1);
        for (const auto& [name, value] : scored.json["metrics"].members())
            if (all.contains(name))
                QVERIFY2(std::abs(all[name].toNumber() - value.toNumber()) < 1e-9, name.c_str());
    }

    void aProbesCommonestAnswerIsABaseline() {
        const QString file =
            recipe("gpt2", "\"kind\": \"probe\", \"template\": \"{prompt}{text} is {label}\"");
        const Said said = run({"baseline", project("gpt2"), file, "--kind", "majority", "--json"});
        VERIFY_DONE(said);
        QCOMPARE(said.json["settings"]["label"].string(), std::string("x"));
        // Eight of the twelve test rows have x, the others y, which is the second commonest.
        QVERIFY(std::abs(said.json["metrics"]["p@1"].toNumber() - 8.0 / 12) < 1e-9);
        QVERIFY(std::abs(said.json["metrics"]["mrr"].toNumber() - 10.0 / 12) < 1e-9);
        QCOMPARE(said.json["metrics"]["p@10"].toNumber(), 1.0);
    }

    void aProbesBaselineRanksTheRecipesCandidates() {
        const QString file = recipe("gpt2",
                                    "\"kind\": \"probe\", \"candidates\": \"answers\", \"template\": "
                                    "\"{prompt}{text} is {label}\"");
        VERIFY_DONE(run({"train", project("gpt2"), file, "--progress", "none"}));
        const Said bare = run({"evaluate", project("gpt2"), "last", "--bare", "--json"});
        VERIFY_DONE(bare);
        const Said said = run({"baseline", project("gpt2"), file, "--kind", "zero-shot", "--json"});
        VERIFY_DONE(said);
        // Two answers, so the right one is first or second.
        QVERIFY(said.json["metrics"]["mrr"].toNumber() >= 0.5);
        QVERIFY(std::abs(said.json["metrics"]["mrr"].toNumber() - bare.json["metrics"]["mrr"].toNumber()) <
                1e-9);
    }

    void aMaskedModelWritesNoTexts() {
        const Said said =
            run({"train", project("bert"),
                 recipe("bert", "\"kind\": \"generate\", \"template\": \"{prompt}{text} {target}\"")});
        QCOMPARE(said.code, 2);
        QVERIFY2(said.error.contains("task.kind: a masked model fills blanks and writes no texts"),
                 qPrintable(said.error));
    }

    void validationMayChooseByWhatIsWritten() {
        const QByteArray task =
            "\"kind\": \"generate\", \"max_new\": 5, \"template\": \"{prompt}{text} is {target}\"";
        const Said trained =
            run({"train", project("t5"), recipe("t5", task, ", \"choose_by\": \"chrf\""), "--json"});
        VERIFY_DONE(trained);
        QVERIFY(trained.json["metrics"].contains("validation.chrf"));
        const Said said = run({"evaluate", project("t5"), "last", "--json"});
        QCOMPARE(said.json["chosen"]["metric"].string(), std::string("chrf"));
        QVERIFY(said.json["chosen"]["runs"].toInteger() >= 2);
        QCOMPARE(said.json["decoding"]["max_new"].toInteger(), std::int64_t{5});
        const Said beams =
            run({"evaluate", project("t5"), "last", "--beams", "3", "--max-new", "2", "--json"});
        QCOMPARE(beams.json["decoding"]["beams"].toInteger(), std::int64_t{3});
        QCOMPARE(beams.json["decoding"]["max_new"].toInteger(), std::int64_t{2});
        const Said last = run({"evaluate", project("t5"), "last", "--step", "2", "--json"});
        VERIFY_DONE(last);
    }

    void testIsNotReadToChoose() {
        const QByteArray task =
            "\"kind\": \"classify\", \"template\": \"{prompt}{text}{label}\", \"labels\": {\"x\": \" x\", "
            "\"y\": \" y\"}";
        const QString file = recipe("gpt2", task);
        const std::int64_t before = readings("gpt2");
        const Said by = run({"train", project("gpt2"), file, "--set", "training.choose_by=test.accuracy"});
        QCOMPARE(by.code, 2);
        QVERIFY2(by.error.contains("would choose by the test rows"), qPrintable(by.error));
        const Said data = run({"train", project("gpt2"), file, "--set", "task.data=d/test"});
        QCOMPARE(data.code, 2);
        VERIFY_DONE(run({"train", project("gpt2"), file, "--set", "training.early_stop=1"}));
        QCOMPARE(readings("gpt2"), before);
        VERIFY_DONE(run({"evaluate", project("gpt2"), "last", "--data", "d/validation"}));
        QCOMPARE(readings("gpt2"), before);
    }

    void predictionsAreWrittenForOthers() {
        const QByteArray task =
            "\"kind\": \"classify\", \"template\": \"{prompt}{text}{label}\", \"labels\": {\"x\": \" x\", "
            "\"y\": \" y\"}";
        VERIFY_DONE(run({"train", project("gpt2"), recipe("gpt2", task)}));
        VERIFY_DONE(
            run({"evaluate", project("gpt2"), "last", "--predictions", path("p.tsv"), "--format", "glue"}));
        const auto lines = bytesOf("p.tsv").split('\n');
        QCOMPARE(lines.size(), 14);
        QCOMPARE(lines[0], QByteArray("index\tprediction"));
        QVERIFY2(lines[1] == "103\tx" || lines[1] == "103\ty", lines[1].constData());
        const Said refused =
            run({"evaluate", project("gpt2"), "last", "--predictions", path("p"), "--format", "e2e"});
        QCOMPARE(refused.code, 2);
        const QByteArray writes =
            "\"kind\": \"generate\", \"max_new\": 5, \"template\": \"{prompt}{text} is {target}\"";
        VERIFY_DONE(run({"train", project("gpt2"), recipe("gpt2", writes)}));
        VERIFY_DONE(
            run({"evaluate", project("gpt2"), "last", "--predictions", path("p"), "--format", "e2e"}));
        QCOMPARE(bytesOf("p").count('\n'), 12);
        QVERIFY(bytesOf("p.references").startsWith("d b\nb\n\nh a\na\n\n"));
    }

    void aConfusionMatrixCountsEachRowOnce() {
        const QByteArray task =
            "\"kind\": \"classify\", \"template\": \"{prompt}{text}{label}\", \"labels\": {\"x\": \" x\", "
            "\"y\": \" y\"}";
        VERIFY_DONE(run({"train", project("gpt2"), recipe("gpt2", task)}));
        const Said said = run({"evaluate", project("gpt2"), "last", "--json"});
        std::int64_t rows = 0, right = 0;
        for (std::size_t i = 0; i < 2; ++i) {
            const Json& counts = said.json["confusion"]["counts"].items()[i];
            QCOMPARE(counts.size(), std::size_t{3});
            for (const Json& count : counts.items()) rows += count.toInteger();
            right += counts.items()[i].toInteger();
        }
        QCOMPARE(rows, std::int64_t{12});
        QVERIFY(std::abs(said.json["metrics"]["accuracy"].toNumber() - static_cast<double>(right) / 12) <
                1e-12);
        const Said shown = run({"evaluate", project("gpt2"), "last", "--confusion"});
        QVERIFY2(shown.out.contains(QRegularExpression("label +x +y\nx +\\d+ +\\d+\ny ")),
                 qPrintable(shown.out));
    }

    void runsAreComparedOnTheirStoredPredictions() {
        const QByteArray task =
            "\"kind\": \"classify\", \"template\": \"{prompt}{text}{label}\", \"labels\": {\"x\": \" x\", "
            "\"y\": \" y\"}";
        VERIFY_DONE(run({"train", project("gpt2"), recipe("gpt2", task), "--set", "name=first"}));
        VERIFY_DONE(run({"train", project("gpt2"), recipe("gpt2", task), "--set", "name=second", "--set",
                         "optimizer.learning_rate=2"}));
        const Said none =
            run({"compare", project("gpt2"), "first", "second", "--significance", "--data", "d/test"});
        QCOMPARE(none.code, 1);
        QVERIFY2(none.error.contains("it was not evaluated on d/test"), qPrintable(none.error));
        const Said validation =
            run({"compare", project("gpt2"), "first", "second", "--significance", "--json"});
        VERIFY_DONE(validation);
        QCOMPARE(validation.json["data"].string(), std::string("d/validation"));
        for (const char* name : {"first", "second"}) VERIFY_DONE(run({"evaluate", project("gpt2"), name}));
        const Said said = run({"compare", project("gpt2"), "first", "second", "--significance", "--json"});
        VERIFY_DONE(said);
        QCOMPARE(said.json["data"].string(), std::string("d/test"));
        const Json& pair = said.json["pairs"].items().front();
        QCOMPARE(pair["examples"].toInteger(), std::int64_t{12});
        const Json& accuracy = pair["metrics"]["accuracy"];
        const double by = accuracy["second"].toNumber() - accuracy["first"].toNumber();
        QVERIFY(std::abs(accuracy["difference"].toNumber() - by) < 1e-12);
        const Json& test = pair["mcnemar"];
        QVERIFY(
            std::abs(static_cast<double>(test["only_second"].toInteger() - test["only_first"].toInteger()) -
                     12 * by) < 1e-9);
        QVERIFY(pair["metrics"].contains("loss"));
    }

    void linesThatCannotBeScoredAreNamed() {
        const auto tried = [&](const QByteArray& text) {
            return run({"score", written("s.jsonl", text)}).error;
        };
        QVERIFY(tried("{\"prediction\": \"a\", \"references\": [\"a\"]}\n{\"prediction\": \"a\"}\n")
                    .contains("s.jsonl, line 2: the line holds nothing to score"));
        QVERIFY(tried("{\"prediction\": \"a\", \"references\": []}\n")
                    .contains("line 1: the list of references is empty"));
        QVERIFY(tried("\n\n{\"prediction\"").contains("line 3"));
        QVERIFY(tried("{\"prediction\": \"a\", \"label\": \"a\"}\n{\"prediction\": \"a\", \"references\": "
                      "[\"a\"]}\n")
                    .contains("line 2: the line is of another kind"));
        QVERIFY(tried("{\"label\": \"a\", \"scores\": {\"b\": 1}}")
                    .contains("line 1: the right answer has no rank"));
        QVERIFY(tried("\n").contains("there is no line to score"));
        QCOMPARE(run({"score", path("nowhere")}).code, 1);
    }
};

QTEST_GUILESS_MAIN(TestTaskVerbs)
#include "test_task_verbs.moc"
