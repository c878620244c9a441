// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

#include "core/base/files.h"
#include "core/project/data_sets.h"
#include "core/project/database.h"
#include "core/project/deletion.h"
#include "core/project/runs.h"
#include "tests/core/project/must.h"

using namespace lathe;

namespace {

Json row(const std::string& text, const std::string& label) {
    return Json::object({{"text", text}, {"label", label}});
}

DataSet import(Project& project, const std::string& name, int rows = 3) {
    DataSetWriter writer = must(DataSetWriter::begin(project, name, "/data/x.jsonl", "jsonl"));
    for (int i = 0; i < rows; ++i)
        must(writer.add(i % 3 == 2 ? "validation" : "train", row("text " + std::to_string(i), "a")));
    return must(writer.finish({"a byte order mark was skipped"}));
}

std::int64_t count(Project& project, const std::string& table) {
    return must(project.database().integer("SELECT count(*) FROM " + table));
}

}  // namespace

class TestDataSets : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    std::optional<Project> project_;

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        project_.emplace(must(Project::create(folder_->path().toStdString() + "/a.lathe")));
    }
    void cleanup() {
        project_.reset();
        folder_.reset();
    }

    void whatWasImportedCanBeRead() {
        const DataSet made = import(*project_, "glosses", 7);
        const DataSet set = must(findDataSet(*project_, "glosses"));
        QCOMPARE(set.id, made.id);
        QCOMPARE(set.digest, made.digest);
        QCOMPARE(set.source, std::string("/data/x.jsonl"));
        QCOMPARE(set.format, std::string("jsonl"));
        QCOMPARE(set.fields, (std::vector<std::string>{"text", "label"}));
        QCOMPARE(set.notes, std::vector<std::string>{"a byte order mark was skipped"});
        QCOMPARE(set.splits.size(), std::size_t(2));
        QCOMPARE(set.splits[0].name, std::string("train"));
        QCOMPARE(set.rows("train"), 5);
        QCOMPARE(set.rows("validation"), 2);
        QCOMPARE(set.rows("test"), 0);
        QCOMPARE(set.rows(""), 7);
        const auto all = must(dataRows(*project_, set.id, ""));
        QCOMPARE(all.size(), std::size_t(7));
        QCOMPARE(all[6].row, 6);
        QCOMPARE(all[6].fields["text"].string(), std::string("text 6"));
        const auto page = must(dataRows(*project_, set.id, "train", 1, 2));
        QCOMPARE(page.size(), std::size_t(2));
        QCOMPARE(page[0].row, 1);
        QCOMPARE(page[1].row, 3);
        QVERIFY(must(dataRows(*project_, set.id, "train", 99, 2)).empty());
    }

    void splitsComeInTheirUsualOrder() {
        DataSetWriter writer = must(DataSetWriter::begin(*project_, "d", "", ""));
        for (const char* split : {"zebra", "test", "apple", "validation", "train"})
            must(writer.add(split, row("x", "y")));
        std::vector<std::string> names;
        must(writer.finish({}));
        for (const auto& split : must(findDataSet(*project_, "d")).splits) names.push_back(split.name);
        QCOMPARE(names, (std::vector<std::string>{"train", "validation", "test", "apple", "zebra"}));
    }

    void theDigestIsOfSplitsAndRowsInOrder() {
        DataSetWriter writer = must(DataSetWriter::begin(*project_, "d", "", ""));
        must(writer.add("train", row("one", "a")));
        must(writer.add("test", row("two", "b")));
        const DataSet set = must(writer.finish({}));
        QCOMPARE(set.digest, sha256("train\t{\"text\": \"one\", \"label\": \"a\"}\ntest\t{\"text\": \"two\", "
                                    "\"label\": \"b\"}\n"));
        const DataSet same = import(*project_, "e"), again = import(*project_, "f"),
                      other = import(*project_, "g", 4);
        QCOMPARE(same.digest, again.digest);
        QVERIFY(same.digest != other.digest);
    }

    void anImportIsInvisibleUntilItsEnd() {
        Project other = must(Project::open(project_->path()));
        {
            DataSetWriter writer = must(DataSetWriter::begin(*project_, "big", "", ""));
            for (int i = 0; i < 12000; ++i) must(writer.add("train", row(std::to_string(i), "a")));
            QCOMPARE(must(other.database().integer("SELECT count(*) FROM data_row")),
                     10000);  // two transactions
            QVERIFY(must(dataSets(other)).empty());
            QVERIFY(!findDataSet(other, "big").has_value());
        }
        QVERIFY(must(dataSets(other)).empty());
        QCOMPARE(count(*project_, "data_row"), 0);
        QCOMPARE(count(*project_, "data_set"), 0);
        QCOMPARE(import(*project_, "big").rows(""), 3);
    }

    void whatAKilledImportLeftGoesWithTheNext() {
        must(project_->database().script(
            "INSERT INTO data_set (name, source, format, imported, importer) VALUES ('x', '', '', '', "
            "'host another-boot 1'); INSERT INTO data_row VALUES (1, 0, 'train', '{}')"));
        must(project_->database().run("UPDATE data_set SET importer = (SELECT ?1)",
                                      "localhost-of-nobody b 1"));
        import(*project_, "keeps another machine's import");
        QCOMPARE(count(*project_, "data_set"), 2);
        must(project_->database().run("UPDATE data_set SET importer = '' WHERE name = 'x'"));
        import(*project_, "y");
        QCOMPARE(must(project_->database().integer("SELECT count(*) FROM data_set WHERE name = 'x'")), 0);
    }

    void aNameIsTakenOnce() {
        import(*project_, "glosses");
        QCOMPARE(DataSetWriter::begin(*project_, "glosses", "", "").error().line(),
                 project_->path().string() +
                     ": there is a data set \"glosses\" already; delete it, or give another name");
        DataSetWriter first = must(DataSetWriter::begin(*project_, "race", "", ""));
        DataSetWriter second = must(DataSetWriter::begin(*project_, "race", "", ""));
        must(first.add("train", row("x", "a")));
        must(first.finish({}));
        must(second.add("train", row("y", "a")));
        QVERIFY(!second.finish({}).has_value());
        QCOMPARE(must(dataSets(*project_)).size(), std::size_t(2));
    }

    void namesThatCannotBeSaidAreRefused_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("slash") << QByteArray("a/b");
        QTest::newRow("lines") << QByteArray("a\nb");
        QTest::newRow("escape") << QByteArray("a\x1B[2J");
        QTest::newRow("blank") << QByteArray(" a");
        QTest::newRow("not utf-8") << QByteArray("a\xFF");
        QTest::newRow("long") << QByteArray(201, 'a');
    }

    void namesThatCannotBeSaidAreRefused() {
        QFETCH(QByteArray, name);
        QVERIFY(!DataSetWriter::begin(*project_, name.toStdString(), "", "").has_value());
        DataSetWriter writer = must(DataSetWriter::begin(*project_, "d", "", ""));
        QVERIFY(!writer.add(name.toStdString(), row("x", "y")).has_value());
    }

    void namesThatLookLikeSqlAreOnlyNames() {
        const std::string name = "x'); DROP TABLE run; --";
        import(*project_, name);
        QCOMPARE(must(findDataSet(*project_, name)).name, name);
        const std::int64_t run = must(createRun(*project_, Json::object({{"name", name}})));
        must(setNote(*project_, run, name));
        must(setTags(*project_, run, {name}));
        must(saveRecipe(*project_, name, Json::object({{"name", name}})));
        QCOMPARE(must(findRun(*project_, name)).note, name);
        QVERIFY(!findRun(*project_, "1 OR 1 = 1").has_value());
        must(deleteDataSet(*project_, name));
        QVERIFY(must(dataSets(*project_)).empty());
    }

    void rowsWithoutFieldsAndSetsWithoutRowsAreRefused() {
        DataSetWriter writer = must(DataSetWriter::begin(*project_, "d", "", ""));
        QVERIFY(!writer.add("train", Json::array({1})).has_value());
        QVERIFY(!writer.add("train", Json::object()).has_value());
        QCOMPARE(writer.finish({}).error().line(),
                 std::string("d: there are no rows in it; give a file with at least one row"));
    }

    void deletingTakesTheRowsOut() {
        import(*project_, "a", 6000);
        import(*project_, "b");
        must(deleteDataSet(*project_, "a"));
        QCOMPARE(must(dataSets(*project_)).size(), std::size_t(1));
        must(purge(project_->database(), 60));  // what was left for later
        QCOMPARE(count(*project_, "data_row"), 3);
        QCOMPARE(deleteDataSet(*project_, "a").error().line(),
                 project_->path().string() + ": there is no data set \"a\"; there are: b");
    }

    void anyTextComesBackAsItWas() {
        const std::string text("tab\t nul\0 quote\" \xE2\x80\xAE \xF0\x9F\x98\x80 \x7F", 27);
        DataSetWriter writer = must(DataSetWriter::begin(*project_, "d", "", ""));
        must(writer.add(
            "train", Json::object({{"text", text}, {"n", 1.5}, {"list", Json::array({1, "two", nullptr})}})));
        const DataSet set = must(writer.finish({}));
        const Json fields = must(dataRows(*project_, set.id, ""))[0].fields;
        QVERIFY(fields["text"].string() == text);
        QCOMPARE(fields["list"].dump(), std::string("[1, \"two\", null]"));
    }
};

QTEST_GUILESS_MAIN(TestDataSets)
#include "test_data_sets.moc"
