// SPDX-License-Identifier: Apache-2.0
// The verbs that need no weights, as a user calls them.
#include <QtTest>
#include <fstream>
#include <set>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/data/samples.h"
#include "core/project/recorder.h"
#include "core/project/runs.h"
#include "tests/support/cli_folder.h"

using namespace lathe;

using lathe::test::Said;

class TestHousekeepingVerbs : public QObject {
    Q_OBJECT
    std::unique_ptr<lathe::test::CliFolder> folder_;

    QString path(const QString& name) const { return folder_->path(name); }
    QString written(const QString& name, const QByteArray& bytes) const {
        return folder_->written(name, bytes);
    }
    Said run(const QStringList& arguments) const { return folder_->run(arguments); }
    /// A project with two runs whose recipes differ in rate; the first has metrics.
    QString withRuns() {
        const QString file = path("p.lathe");
        auto project = Project::create(file.toStdString());
        if (!project) qFatal("%s", project.error().line().c_str());
        auto recipe = Json::parse(sampleRecipe("gloss-topics"));
        const auto first = createRun(*project, *recipe);
        recipe->setAt("optimizer.learning_rate", 0.05);
        recipe->set("name", "faster");
        const auto second = createRun(*project, *recipe);
        if (!first || !second) qFatal("createRun");
        auto recorder = Recorder::begin(*project, *first);
        if (!recorder) qFatal("%s", recorder.error().line().c_str());
        bool fine = recorder->started(Json::object({{"dtype", "float32"}}), 10).has_value();
        for (int step = 1; step <= 10; ++step)
            fine = fine && recorder->step(step, {{"loss", 2.0 / step}}, 0.5).has_value();
        fine =
            fine &&
            recorder->evaluation(10, "glosses/validation", 300, {{"accuracy", 0.75}, {"loss", 0.5}}, {}, true)
                .has_value();
        fine = fine && recorder->state(RunState::Finished).has_value();
        if (!fine) qFatal("recording");
        return file;
    }

  private Q_SLOTS:
    void init() { folder_ = std::make_unique<lathe::test::CliFolder>(); }

    void newMakesAnEmptyProjectAndNeverOverwrites() {
        const QString file = path("a.lathe");
        VERIFY_DONE(run({"new", file}));
        QVERIFY(QFile::exists(file));
        const Said again = run({"new", file});
        QCOMPARE(again.code, 1);
        QVERIFY2(again.error.contains("there is a file already"), qPrintable(again.error));
        QCOMPARE(run({"new", path("b.lathe"), "--sample", "nonsense"}).code, 2);
        QVERIFY(!QFile::exists(path("b.lathe")));
        QCOMPARE(run({"new"}).code, 2);
    }

    void theSampleHoldsDataAndRecipe() {
        if (!QFile::exists("/usr/share/wordnet/data.noun")) QSKIP("wordnet-base is not installed");
        const QString file = path("a.lathe");
        const Said made = run({"new", file, "--sample", "gloss-topics", "--json"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["sample"].string(), std::string("gloss-topics"));
        const Said list = run({"data", "list", file, "--json"});
        VERIFY_DONE(list);
        QCOMPARE(list.json.items().at(0).at("splits.test").toInteger(), std::int64_t{1200});
        const Said recipes = run({"recipe", "list", "--project", file, "--json"});
        // Its own three, and those that are built in.
        QVERIFY(recipes.json.size() >= 6);
        QCOMPARE(recipes.json.items()[0]["from"].string(), std::string("project"));
        const Said shown = run({"data", "show", file, "--split", "test", "--count", "2", "--json"});
        QCOMPARE(shown.json["shown"].size(), std::size_t{2});
        QCOMPARE(shown.json["shown"].items()[0]["row"].toInteger(), std::int64_t{2700});
    }

    void dataIsImportedListedAndDeleted() {
        const QString file = path("a.lathe");
        VERIFY_DONE(run({"new", file}));
        QByteArray rows = "\xEF\xBB\xBFtext,label\r\n";
        for (int i = 0; i < 40; ++i)
            rows += "word " + QByteArray::number(i) + (i % 2 ? ",good\r\n" : ",bad\r\n");
        const QString data = written("r.csv", rows);
        const Said imported =
            run({"data", "import", file, data, "--name", "reviews", "--split", "validation=0.25", "--json"});
        VERIFY_DONE(imported);
        QCOMPARE(imported.json["rows"].toInteger(), std::int64_t{40});
        QCOMPARE(imported.json.at("splits.validation").toInteger(), std::int64_t{10});
        QVERIFY(imported.error.contains("byte order mark"));
        const Said twice = run({"data", "import", file, data, "--name", "reviews"});
        QCOMPARE(twice.code, 1);
        const Said recipe = run(
            {"recipe", "new", "--project", file, "--data", "reviews", "--set", "method.tokens=7", "--json"});
        VERIFY_DONE(recipe);
        QCOMPARE(recipe.json.at("method.tokens").toInteger(), std::int64_t{7});
        QCOMPARE(recipe.json.at("task.labels.good").string(), std::string(" good"));
        VERIFY_DONE(run({"data", "delete", file, "reviews"}));
        QCOMPARE(run({"data", "list", file, "--json"}).json.size(), std::size_t{0});
    }

    void badDataIsOneLineWithFileLineAndColumn() {
        const QString file = path("a.lathe");
        VERIFY_DONE(run({"new", file}));
        const auto refused = [&](const QByteArray& bytes, const QStringList& more = {}) {
            return run(QStringList{"data", "import", file, written("r.jsonl", bytes), "--name", "x"} + more);
        };
        const Said broken = refused("{\"text\": \"a\"}\n{\"text\": oops}\n");
        QCOMPARE(broken.code, 1);
        QVERIFY2(broken.error.contains("r.jsonl, line 2, column 10"), qPrintable(broken.error));
        QCOMPARE(broken.error.count('\n'), 1);
        QVERIFY(refused("").error.contains("the file is empty"));
        QVERIFY(refused(QByteArray("{\"text\": \"a\0b\"}\n", 16)).error.contains("a NUL byte"));
        QCOMPARE(refused("{\"text\": \"a\"}\n", {"--split", "test=2"}).code, 2);
        QCOMPARE(refused("{\"text\": \"a\"}\n", {"--format", "xml"}).code, 2);
        const Said one =
            refused("{\"text\": \"a\", \"label\": \"b\"}\n{\"text\": \"c\", \"label\": \"b\"}\n");
        QCOMPARE(one.code, 0);
        QVERIFY(one.error.contains("every row has the label \"b\""));
        QVERIFY(run({"data", "import", file, path("none.csv"), "--name", "y"}).code == 1);
    }

    void runsAreListedAndCompared() {
        const QString file = withRuns();
        const Said table = run({"runs", file});
        VERIFY_DONE(table);
        QVERIFY2(
            table.out.contains("gloss topics") && table.out.contains("10/10") && table.out.contains("0.75"),
            qPrintable(table.out));
        const Said json = run({"runs", file, "--json"});
        VERIFY_DONE(json);
        QCOMPARE(json.json.size(), std::size_t{2});
        const Json& first = json.json.items()[0];
        for (const char* key : {"run", "name", "state", "step", "steps", "recipe", "resolved", "metrics"})
            QVERIFY2(first.contains(key), key);
        QCOMPARE(first["state"].string(), std::string("finished"));
        QCOMPARE(first["metrics"]["validation.accuracy"].toNumber(), 0.75);
        QCOMPARE(first["metrics"]["loss"].toNumber(), 0.2);

        const Said compared = run({"compare", file, "1", "faster", "--json"});
        VERIFY_DONE(compared);
        bool rate = false, backbone = false;
        for (const Json& difference : compared.json["recipe"].items()) {
            rate = rate || difference["key"].string() == "optimizer.learning_rate";
            backbone = backbone || difference["key"].string() == "backbone.id";
        }
        QVERIFY(rate);
        QVERIFY(!backbone);
        QCOMPARE(run({"compare", file, "1"}).code, 2);
        const Said none = run({"compare", file, "1", "99"});
        QCOMPARE(none.code, 1);
        QVERIFY2(none.error.contains("99"), qPrintable(none.error));
    }

    void notesTagsAndDeletion() {
        const QString file = withRuns();
        VERIFY_DONE(run({"note", file, "1", "rate too high"}));
        QCOMPARE(run({"note", file, "1"}).out, QString("rate too high\n"));
        VERIFY_DONE(run({"note", file, "1", ""}));
        QCOMPARE(run({"note", file, "1"}).out, QString("\n"));
        VERIFY_DONE(run({"tag", file, "1", "baseline", "draft"}));
        VERIFY_DONE(run({"tag", file, "1", "--remove", "draft"}));
        QCOMPARE(run({"tag", file, "1"}).out, QString("baseline\n"));
        QCOMPARE(run({"tag", file, "1", "--remove", "draft"}).code, 1);
        QCOMPARE(run({"runs", file, "--tag", "baseline", "--json"}).json.size(), std::size_t{1});
        QCOMPARE(run({"delete", file, "1", "77"}).code, 1);
        QCOMPARE(run({"runs", file, "--json"}).json.size(), std::size_t{2});
        VERIFY_DONE(run({"delete", file, "1"}));
        QCOMPARE(run({"runs", file, "--json"}).json.size(), std::size_t{1});
        const Said deleted = run({"runs", file, "--deleted", "--json"});
        QCOMPARE(deleted.json.size(), std::size_t{1});
        QCOMPARE(deleted.json.items()[0]["run"].toInteger(), 1);
        QCOMPARE(run({"undelete", file, "1", "2"}).code, 1);
        VERIFY_DONE(run({"undelete", file, "last"}));
        QCOMPARE(run({"runs", file, "--json"}).json.size(), std::size_t{2});
        QCOMPARE(run({"tag", file, "1"}).out, QString("baseline\n"));
        VERIFY_DONE(run({"delete", file, "2"}));
        VERIFY_DONE(run({"delete", file, "1", "2", "--for-good"}));
        QCOMPARE(run({"runs", file, "--deleted", "--json"}).json.size(), std::size_t{0});
        QCOMPARE(run({"undelete", file, "1"}).code, 1);
        VERIFY_DONE(run({"check", file}));
    }

    void checksBackupsAndTheDoctor() {
        const QString file = withRuns();
        VERIFY_DONE(run({"check", file}));
        const Said copied = run({"backup", file, path("copy.lathe"), "--json"});
        VERIFY_DONE(copied);
        QVERIFY(copied.json["bytes"].toInteger() > 0);
        VERIFY_DONE(run({"check", path("copy.lathe")}));
        QCOMPARE(run({"backup", file, path("copy.lathe")}).code, 1);
        const Said doctor = run({"doctor", file, "--json"});
        VERIFY_DONE(doctor);
        for (const char* key : {"cpu", "threads", "memory_gib", "dtype", "why", "device", "libtorch",
                                "disk_gib", "library", "project"})
            QVERIFY2(doctor.json.contains(key), key);
        QCOMPARE(doctor.json.at("project.runs.finished").toInteger(), std::int64_t{1});
        QVERIFY(run({"doctor"}).out.contains("dtype auto"));

        // A page in the middle of the copy is overwritten.
        {
            QFile damaged(path("copy.lathe"));
            QVERIFY(damaged.open(QIODevice::ReadWrite));
            for (qint64 at = 4096; at < damaged.size(); at += 4096) {
                damaged.seek(at);
                damaged.write(QByteArray(200, '\x5A'));
            }
        }
        const Said found = run({"check", path("copy.lathe")});
        QCOMPARE(found.code, 1);
        QCOMPARE(run({"check", written("text.lathe", "no database")}).code, 1);
        QCOMPARE(run({"check", path("none.lathe")}).code, 1);
    }

    void recipesAreCheckedWhole() {
        auto recipe = Json::parse(sampleRecipe("gloss-topics"));
        VERIFY_DONE(
            run({"recipe", "check", written("right.json", QByteArray::fromStdString(recipe->pretty()))}));
        recipe->setAt("method.tokens", 0);
        recipe->setAt("training.stepz", 10);
        const QString wrong = written("wrong.json", QByteArray::fromStdString(recipe->pretty()));
        const Said refused = run({"recipe", "check", wrong});
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.error.contains("method.tokens: 0 is not allowed; give 1 to 4096"),
                 qPrintable(refused.error));
        QVERIFY2(refused.error.contains("training.stepz"), qPrintable(refused.error));
        const Said json = run({"recipe", "check", wrong, "--json"});
        QCOMPARE(json.code, 2);
        QCOMPARE(json.json["problems"].size(), std::size_t{2});
        QCOMPARE(run({"recipe", "check", written("broken.json", "{\"recipe\": 1,")}).code, 2);
        QCOMPARE(run({"recipe", "show", "nonsense"}).code, 2);
        QCOMPARE(run({"recipe", "show", QString(1000, 'W')}).code, 2);  // longer than a path may be
        const Said shown = run({"recipe", "show", "gloss-topics"});
        VERIFY_DONE(shown);
        QVERIFY(Json::parse(shown.out.toStdString()).has_value());
    }

    void recipeOptionsSayEveryKeyOfACompleteRecipe() {
        const Said all = run({"recipe", "options", "--json"});
        VERIFY_DONE(all);
        std::set<std::string> keys;
        for (const Json& one : all.json.items()) {
            keys.insert(one["key"].string());
            QVERIFY2(!one["help"].string().empty(), one["key"].string().c_str());
        }
        const Said shown = run({"recipe", "new", "--from", "gloss-topics", "--json"});
        VERIFY_DONE(shown);
        for (const char* section : {"backbone", "task", "method", "optimizer", "training"})
            for (const auto& [name, value] : shown.json[section].members())
                if (!value.isObject()) QVERIFY2(keys.contains(section + ("." + name)), name.c_str());
        const Said some = run({"recipe", "options", "gloss-topics", "--begins", "method.", "--json"});
        VERIFY_DONE(some);
        QVERIFY(some.json.size() > 2 && some.json.size() < all.json.size());
        for (const Json& one : some.json.items()) QVERIFY(one["key"].string() != "method.reparameterization");
        const Said plain = run({"recipe", "options", "--begins", "optimizer.learning_rate"});
        QVERIFY2(plain.out.contains("optimizer.learning_rate"), qPrintable(plain.out));
        QCOMPARE(run({"recipe", "options", "--begins", "nothing."}).code, 2);
    }

    void lengthsSayWhatIsCutAndWhatTheTemplateLacks() {
        const QString gguf = qEnvironmentVariable("LATHE_BACKBONE_FILE");
        if (!QFile::exists(gguf)) QSKIP("the default backbone is not here");
        VERIFY_DONE(run({"backbone", "add", gguf, "--id", "small"}));
        const QString file = path("a.lathe");
        VERIFY_DONE(run({"new", file}));
        QByteArray rows;
        for (int i = 0; i < 10; ++i)
            rows += "{\"text\": \"" + QByteArray(" word").repeated(i * 3 + 1) + "\", \"label\": \"" +
                    (i % 2 ? "good" : "bad") + "\"}\n";
        VERIFY_DONE(run({"data", "import", file, written("r.jsonl", rows), "--name", "reviews"}));
        VERIFY_DONE(run({"recipe", "new", "--project", file, "--data", "reviews", "--backbone", "small",
                         "--save", "mine"}));
        const Said lengths = run({"data", "lengths", file, "mine", "--set", "task.max_tokens=20", "--json"});
        VERIFY_DONE(lengths);
        QCOMPARE(lengths.json.at("splits.train.rows").toInteger(), std::int64_t{10});
        QCOMPARE(lengths.json.at("splits.train.longest_row").toInteger(), std::int64_t{9});
        QVERIFY(lengths.json.at("splits.train.cut_rows").toInteger() > 0);
        const Said unknown =
            run({"data", "lengths", file, "mine", "--set", "task.template={prompt}{txt}{label}"});
        QCOMPARE(unknown.code, 2);
        QVERIFY2(unknown.error.contains("the data has no field \"txt\"; did you mean \"text\"?"),
                 qPrintable(unknown.error));
        const Said label = run({"data", "lengths", file, "mine", "--set",
                                R"(task.labels={"good": " good", "other": " other"})"});
        QCOMPARE(label.code, 1);
        QVERIFY2(label.error.contains("reviews/train, row 0: the label \"bad\" has no verbalizer"),
                 qPrintable(label.error));
    }

    void anEmptyLibraryIsSaid() {
        const Said list = run({"backbone", "list", "--json"});
        VERIFY_DONE(list);
        QCOMPARE(list.json.size(), std::size_t{0});
        QCOMPARE(run({"backbone", "show", "nonsense"}).code, 1);
        QCOMPARE(run({"backbone", "add", path("none.gguf")}).code, 1);
        QCOMPARE(run({"backbone", "remove", "nonsense"}).code, 1);
    }

    void helpHasAnExample_data() {
        QTest::addColumn<QStringList>("verb");
        for (const char* verb : {"new", "data", "data import", "data list", "data show", "data lengths",
                                 "recipe", "recipe new", "runs", "compare", "note", "tag", "delete", "undelete", "check",
                                 "backup", "doctor", "backbone", "backbone add"})
            QTest::newRow(verb) << QString(verb).split(' ');
    }
    void helpHasAnExample() {
        QFETCH(QStringList, verb);
        const Said help = run(verb + QStringList{"--help"});
        VERIFY_DONE(help);
        QVERIFY2(help.out.contains("Example: promptlathe-cli " + verb.join(' ')), qPrintable(help.out));
    }
};

QTEST_GUILESS_MAIN(TestHousekeepingVerbs)
#include "test_housekeeping_verbs.moc"
