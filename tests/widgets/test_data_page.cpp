// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

#include "core/project/data_sets.h"
#include "core/project/runs.h"
#include "tests/support/fake_desk.h"
#include "tests/support/pictures.h"
#include "widgets/forms/balance.h"
#include "widgets/forms/notice.h"
#include "widgets/forms/segmented_control.h"
#include "widgets/pages/backbones_page.h"
#include "widgets/pages/data_page.h"
#include "widgets/pages/data_rows_model.h"
#include "widgets/pages/start_page.h"

using namespace lathe;

namespace {

Project projectWithRows(const QTemporaryDir& folder, int rows) {
    auto project = Project::create(folder.filePath("p.lathe").toStdString());
    auto writer = DataSetWriter::begin(*project, "rows", "made.jsonl", "jsonl");
    for (int i = 0; i < rows; ++i)
        (void)writer->add(
            i % 10 == 9 ? "validation" : "train",
            Json::object({{"text", "gloss number " + std::to_string(i)}, {"label", i % 3 ? "cat" : "dog"}}));
    (void)writer->finish({});
    return std::move(*project);
}

}  // namespace

class TestDataPage : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void rowsAreReadByPagesAndFilteredBySplit() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder, 1000));
        DataRowsModel model(desk);
        QAbstractItemModelTester tester(&model);
        const auto set = *findDataSet(*desk.project(), "rows");
        model.setData(set, "");
        QCOMPARE(model.rowCount(), 1000);
        QCOMPARE(model.columnCount(), 4);
        model.setData(set, "validation");
        QCOMPARE(model.rowCount(), 100);
        QCOMPARE(model.data(model.index(99, 2), Qt::DisplayRole).toString(), QString("gloss number 999"));
        model.setFilter(std::vector<std::int64_t>{3});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.data(model.index(0, 2), Qt::DisplayRole).toString(), QString("gloss number 39"));
    }

    void anyRowIsShownAsTheModelSeesIt() {
        QTemporaryDir folder;
        FakeDesk desk;
        Project project = projectWithRows(folder, 100);
        (void)saveRecipe(project, "topics",
                         Json::object({{"name", "topics"}, {"task", Json::object({{"data", "rows"}})}}));
        desk.setProject(std::move(project));
        DataPage page(desk);
        page.resize(1200, 800);
        page.show();
        auto* table = page.findChild<QTableView*>("dataRows");
        auto* tokens = page.findChild<QScrollArea*>("rowTokens");
        QVERIFY(tokens->isHidden());
        table->selectRow(29);  // the third row of validation
        QVERIFY(tokens->isVisible());
        const Json& asked = desk.asked.back().request;
        QCOMPARE(asked["do"].toString(), std::string("preview"));
        QCOMPARE(asked["split"].toString(), std::string("validation"));
        QCOMPARE(asked["offset"].toInteger(), std::int64_t(2));
        QCOMPARE(asked["recipe"]["name"].toString(), std::string("topics"));
        QVERIFY(desk.answer(
            "preview",
            *Json::parse(
                R"({"tokens": [{"kind": "text", "id": 5, "text": "a"}], "count": 1, "labelled": 0, "cut": 0})")));
        picture(page, "data-row");
        auto* number = tokens->findChild<QLineEdit*>("previewRow");
        QCOMPARE(number->text(), QString("3"));
        number->setText("7");
        Q_EMIT number->editingFinished();
        QCOMPARE(desk.asked.back().request["offset"].toInteger(), std::int64_t(6));
    }

    void anotherLimitSaysWhatItWouldCut() {
        QTemporaryDir folder;
        FakeDesk desk;
        Project project = projectWithRows(folder, 10);
        (void)saveRecipe(project, "topics",
                         Json::object({{"name", "topics"}, {"task", Json::object({{"data", "rows"}})}}));
        desk.setProject(std::move(project));
        DataPage page(desk);
        page.show();
        QVERIFY(desk.answer(
            "lengths",
            *Json::parse(
                R"({"lengths": {"10": 5, "40": 3, "90": 2}, "longest": 90, "mean": 35.0, "limit": 64, "cut_rows": 2})")));
        auto* limit = page.findChild<QLineEdit*>("lengthLimit");
        QCOMPARE(limit->text(), QString("64"));
        limit->selectAll();
        QTest::keyClicks(limit, "32");
        bool said = false;
        for (const auto* label : page.findChildren<QLabel*>())
            said = said || label->text() == "A limit of 32 would cut 5 of 10 rows; the recipe's is 64";
        QVERIFY(said);
    }

    void repeatedRowsAndLeaksAreFoundAndShown() {
        QTemporaryDir folder;
        FakeDesk desk;
        auto project = Project::create(folder.filePath("twins.lathe").toStdString());
        auto writer = DataSetWriter::begin(*project, "rows", "made.jsonl", "jsonl");
        const auto add = [&](const char* split, const char* text, const char* label) {
            QVERIFY(writer->add(split, Json::object({{"text", text}, {"label", label}})));
        };
        add("train", "a", "cat");
        add("train", "b", "dog");
        add("train", "a", "cat");
        add("validation", "c", "cat");
        add("test", "b", "dog");
        add("test", "c", "dog");
        QVERIFY(writer->finish({}));
        desk.setProject(std::move(*project));
        DataPage page(desk);
        page.resize(1240, 800);
        page.show();
        QStringList said;
        const auto shows = [&] {
            said.clear();
            for (auto* button : page.findChildren<QPushButton*>())
                if (button->accessibleName().startsWith("Show: ")) said << button->accessibleName().mid(6);
            return said.size();
        };
        QTRY_COMPARE(shows(), 4);
        said.sort();
        QCOMPARE(said, (QStringList{"1 of test stand in train, too", "1 of test stand in validation, too",
                                    "1 repeated within train", "1 with another class"}));
        auto* table = page.findChild<QTableView*>("dataRows");
        for (auto* button : page.findChildren<QPushButton*>())
            if (button->accessibleName() == "Show: 1 of test stand in train, too") button->click();
        QCOMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->model()->index(1, 2).data().toString(), QString("b"));
    }

    void searchFindsRowsAndClassesAreCounted() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder, 300));
        DataPage page(desk);
        page.resize(1200, 800);
        page.show();
        QCOMPARE(page.findChild<QListWidget*>("dataSets")->count(), 1);
        QTRY_COMPARE(page.findChild<Balance*>()->accessibleDescription(), QString("cat: 200, dog: 100"));
        QTest::keyClicks(page.findChild<QLineEdit*>("findRows"), "NUMBER 29");
        QTRY_COMPARE(page.findChild<QTableView*>("dataRows")->model()->rowCount(), 11);
    }

    void anImportShowsItsErrorWithFileLineAndColumn() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder, 10));
        DataPage page(desk);
        page.show();
        page.importFile("/data/bad.jsonl");
        QVERIFY(desk.answer(
            "detect",
            *Json::parse(
                R"({"format": "jsonl", "fields": ["text", "label"], "rows": [{"text": "a", "label": "b"}], "notes": []})")));
        auto* import = page.findChild<QPushButton*>("importStart");
        QVERIFY(import->isEnabled());
        QTest::mouseClick(import, Qt::LeftButton);
        QCOMPARE(desk.asked.back().request["do"].toString(), std::string("import"));
        QCOMPARE(desk.asked.back().request.at("split.validation"), Json(0.1));
        QVERIFY(desk.answer(
            "import",
            *Json::parse(
                R"({"what": "a quote is missing", "where": "bad.jsonl, line 7, column 3", "todo": "close it"})"),
            "error"));
        bool said = false;
        for (const auto* notice : page.findChildren<Notice*>())
            said = said || notice->text() == "bad.jsonl, line 7, column 3: a quote is missing; close it";
        QVERIFY(said);
    }

    void columnsBecomeFields() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder, 10));
        DataPage page(desk);
        page.show();
        page.importFile("/data/reviews.csv");
        QVERIFY(desk.answer(
            "detect",
            *Json::parse(
                R"({"format": "csv", "fields": ["review", "stars", "id"], "rows": [{"review": "a", "stars": "5", "id": "1"}], "notes": []})")));
        const auto field = [&](const char* name) { return page.findChild<QComboBox*>(name); };
        QCOMPARE(field("field0")->accessibleName(), QString("What review becomes"));
        field("field0")->setCurrentText("text");
        field("field1")->setCurrentText("text");
        auto* import = page.findChild<QPushButton*>("importStart");
        import->click();
        QCOMPARE(desk.asked.back().request["do"].toString(), std::string("detect"));  // refused: text twice
        field("field1")->setCurrentText("label");
        field("field2")->setCurrentIndex(field("field2")->count() - 1);
        import->click();
        QCOMPARE(desk.asked.back().request["fields"],
                 *Json::parse(R"({"review": "text", "stars": "label", "id": ""})"));
    }

    void missingProjectsAreMarkedAndOthersOpen() {
        QTemporaryDir folder;
        QFile there(folder.filePath("there.lathe"));
        QVERIFY(there.open(QIODevice::WriteOnly));
        FakeDesk desk;
        StartPage page(desk);
        page.show();
        page.setRecent({there.fileName(), folder.filePath("gone.lathe")});
        auto* list = page.findChild<QListWidget*>("recentProjects");
        QCOMPARE(list->count(), 2);
        QVERIFY(list->item(1)->data(Qt::AccessibleTextRole).toString().endsWith("missing"));
        list->setCurrentRow(0);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(desk.opened, QStringList{there.fileName()});
    }

    void backbonesAreListedWithWhatIsWrong() {
        FakeDesk desk;
        BackbonesPage page(desk);
        page.show();
        QVERIFY(desk.answer(
            "library",
            *Json::parse(
                R"({"backbones": [{"id": "a", "path": "/a.gguf", "family": "llama", "parameters": 134515008,
            "bytes": 98000000, "dtype": "Q4_1", "context": 2048, "license": "apache-2.0", "problem": ""},
            {"id": "b", "path": "/b.gguf", "family": "", "bytes": 5, "problem": "the file ends early"}]})")));
        auto* table = page.findChild<QTableView*>("backbones");
        QCOMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->model()->index(0, 2).data().toString(), QString("135 M"));
        QCOMPARE(table->model()->index(1, 8).data().toString(), QString("the file ends early"));
    }
};

QTEST_MAIN(TestDataPage)
#include "test_data_page.moc"
