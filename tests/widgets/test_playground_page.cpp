// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/fake_desk.h"
#include "tests/support/filled_project.h"
#include "tests/support/pictures.h"
#include "widgets/forms/notice.h"
#include "widgets/forms/segmented_control.h"
#include "widgets/pages/playground_batch.h"
#include "widgets/pages/playground_page.h"
#include "widgets/pages/playground_together.h"

using namespace lathe;

class TestPlaygroundPage : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    std::unique_ptr<FakeDesk> desk_;
    std::unique_ptr<PlaygroundPage> page_;
    int made_ = 0;

    void open() {
        desk_->setProject(filledProject(folder_.filePath(QString("%1.lathe").arg(++made_)),
                                        {{.name = "text init"}, {.name = "suffix", .behind = true}}));
        page_ = std::make_unique<PlaygroundPage>(*desk_);
        page_->resize(1240, 800);
        page_->show();
        QTest::qWait(30);
    }
    QPlainTextEdit* field() { return page_->findChild<QPlainTextEdit*>("field_text"); }
    AnswerCard* card(const char* name) { return page_->findChild<AnswerCard*>(name); }
    void answer(std::size_t index, Json members, const char* event = "result") {
        auto& asked = desk_->asked.at(index);
        members.set("id", asked.id);
        members.set("event", event);
        asked.answer(members);
    }
    static Json scores(double animal, double food, double plant) {
        return Json::object({{"animal", animal}, {"food", food}, {"plant", plant}});
    }

  private Q_SLOTS:
    void init() {
        dressForPictures(ThemeChoice::Light);
        desk_ = std::make_unique<FakeDesk>();
    }
    void cleanup() {
        page_.reset();
        desk_.reset();
    }

    void oneTextGoesToAllThree() {
        open();
        field()->setPlainText("a small red fruit");
        field()->setFocus();
        QTest::keyClick(field(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(field()->toPlainText(), "a small red fruit");
        QCOMPARE(desk_->asked.size(), size_t(3));
        for (const auto& asked : desk_->asked) {
            QCOMPARE(asked.request["do"].toString(), "classify");
            QCOMPARE(asked.request["fields"]["text"].toString(), "a small red fruit");
        }
        QVERIFY(!desk_->asked[0].request.contains("run"));
        QVERIFY(desk_->asked[1].request["run"].toInteger() != desk_->asked[2].request["run"].toInteger());
        QCOMPARE(desk_->asked[1].request["step"].toString(), "best");
        answer(0, Json::object({{"label", "animal"}, {"scores", scores(0.5, 0.3, 0.2)}}));
        answer(1, Json::object({{"label", "food"}, {"scores", scores(0.1, 0.8, 0.1)}}));
        QVERIFY(page_->findChild<QPushButton*>("stop")->isVisible());
        answer(2, Json::object({{"what", "no such snapshot"}, {"todo", "choose another"}}), "error");
        QVERIFY(!page_->findChild<QPushButton*>("stop")->isVisible());
        QCOMPARE(card("bare")->answerText(), "animal");
        QCOMPARE(card("first")->answerText(), "food");
        QVERIFY2(card("second")->answerText().contains("no such snapshot"),
                 qPrintable(card("second")->answerText()));
    }

    void aRowOfTheDataComesWithItsAnswer() {
        open();
        QTest::mouseClick(page_->findChild<QPushButton*>("randomRow"), Qt::LeftButton);
        QVERIFY2(field()->toPlainText().startsWith("oysters"), qPrintable(field()->toPlainText()));
        QVERIFY(page_->findChild<QLabel*>("rowText")->text().endsWith("the data says food"));
        QCOMPARE(desk_->asked.size(), size_t(3));
    }

    void textStreamsAndCanBeStopped() {
        open();
        auto* kind = page_->findChild<SegmentedControl*>("kind");
        kind->setCurrent(1);
        Q_EMIT kind->chosen(1);
        field()->setPlainText("Once");
        QTest::mouseClick(page_->findChild<QPushButton*>("run"), Qt::LeftButton);
        QCOMPARE(desk_->asked[0].request["do"].toString(), "generate");
        QCOMPARE(desk_->asked[0].request["seed"], desk_->asked[2].request["seed"]);
        answer(1, Json::object({{"text", " upon"}}), "token");
        answer(1, Json::object({{"text", " a time"}}), "token");
        QCOMPARE(card("first")->answerText(), " upon a time");
        QTest::mouseClick(page_->findChild<QPushButton*>("stop"), Qt::LeftButton);
        QCOMPARE(desk_->cancelled.size(), size_t(3));
        QCOMPARE(card("first")->answerText(), " upon a time");
        answer(1, Json::object({{"text", " late"}}), "token");  // after the stop: nobody listens
        QCOMPARE(card("first")->answerText(), " upon a time");
    }

    void anyNumberOfPromptsIsAsked() {
        open();
        QTest::mouseClick(page_->findChild<QPushButton*>("addPrompt"), Qt::LeftButton);
        QTest::mouseClick(page_->findChild<QPushButton*>("addPrompt"), Qt::LeftButton);
        field()->setPlainText("a small red fruit");
        QTest::mouseClick(page_->findChild<QPushButton*>("run"), Qt::LeftButton);
        QCOMPARE(desk_->asked.size(), size_t(5));
        answer(4, Json::object({{"label", "food"}, {"scores", scores(0.1, 0.8, 0.1)}}));
        QCOMPARE(card("prompt4")->answerText(), "food");
        QTest::mouseClick(card("prompt4")->findChild<QPushButton*>("closePrompt"), Qt::LeftButton);
        desk_->asked.clear();
        QTest::mouseClick(page_->findChild<QPushButton*>("run"), Qt::LeftButton);
        QCOMPARE(desk_->asked.size(), size_t(4));
    }

    void casesAreKeptAndAskedAgain() {
        open();
        auto* save = page_->findChild<QPushButton*>("saveCase");
        for (const char* text : {"a red fruit", "a tall tree"}) {
            field()->setPlainText(text);
            QVERIFY(!save->isEnabled());  // nothing is expected yet
            page_->findChild<QLineEdit*>("expected")->setText("food");
            QTest::mouseClick(save, Qt::LeftButton);
        }
        page_ = std::make_unique<PlaygroundPage>(*desk_);  // they are in the project
        page_->resize(1240, 800);
        page_->show();
        auto* view = page_->findChild<SegmentedControl*>("playgroundView");
        view->setCurrent(1);
        Q_EMIT view->chosen(1);
        auto* table = page_->findChild<QTableView*>("caseTable");
        QVERIFY(table->isVisible());
        QCOMPARE(table->model()->rowCount(), 2);
        desk_->asked.clear();
        QTest::mouseClick(page_->findChild<QPushButton*>("run"), Qt::LeftButton);
        // One question at a time: two cases of the bare model, then of each prompt.
        const char* said[] = {"animal", "food", "food", "food", "food", "plant"};
        for (std::size_t i = 0; i < 6; ++i) {
            QCOMPARE(desk_->asked.size(), i + 1);
            QCOMPARE(desk_->asked[i].request["fields"]["text"].toString(),
                     std::string(i % 2 == 0 ? "a red fruit" : "a tall tree"));
            answer(i, Json::object({{"label", said[i]}, {"scores", scores(0.1, 0.8, 0.1)}}));
        }
        QVERIFY(!page_->findChild<QPushButton*>("stop")->isVisible());
        QVERIFY(table->model()->headerData(2, Qt::Horizontal).toString().endsWith("1 of 2"));
        QVERIFY(table->model()->headerData(3, Qt::Horizontal).toString().endsWith("2 of 2"));
        QCOMPARE(table->model()->index(1, 4).data().toString(), "plant");
        table->selectRow(0);
        QCOMPARE(table->actions().size(), 1);
        QCOMPARE(table->actions()[0]->shortcut(), QKeySequence(Qt::Key_Delete));
        table->actions()[0]->trigger();
        QCOMPARE(table->model()->rowCount(), 1);
        Q_EMIT page_->findChild<Notice*>("caseNotice")->activated();
        QCOMPARE(table->model()->rowCount(), 2);
    }

    void promptsTogetherAnswerByTheirMean() {
        open();
        QTest::mouseClick(page_->findChild<QPushButton*>("run"), Qt::LeftButton);
        auto* together = page_->findChild<TogetherCard*>();
        answer(0, Json::object({{"label", "animal"}, {"scores", scores(0.9, 0.1, 0)}}));
        answer(1, Json::object({{"label", "food"}, {"scores", scores(0.1, 0.5, 0.4)}}));
        QVERIFY(!together->isVisible());  // one prompt is no company, and the bare model is none
        answer(2, Json::object({{"label", "plant"}, {"scores", scores(0.1, 0.1, 0.8)}}));
        QVERIFY(together->isVisible());
        QCOMPARE(together->answerText(), "plant");
        // Votes and means may differ; members that know other labels do not count together.
        const EnsembleAnswer split =
            ensembleOf({{{"a", 0.6}, {"b", 0.4}}, {{"a", 0.6}, {"b", 0.4}}, {{"a", 0}, {"b", 1}}});
        QCOMPARE(split.mean.front().label, "b");
        QCOMPARE(split.vote, "a");
        QCOMPARE(split.votes, 2);
        QVERIFY(ensembleOf({{{"a", 1}}, {{"b", 1}}}).mean.isEmpty());
        QVERIFY(ensembleOf({{{"a", 1}, {"b", 0}}, {{"a", 1}}}).mean.isEmpty());
    }

    void textsAreWrittenAsTheControlsSay() {
        open();
        auto* kind = page_->findChild<SegmentedControl*>("kind");
        kind->setCurrent(1);
        Q_EMIT kind->chosen(1);
        const auto whole = [&](const char* name) { return page_->findChild<QSpinBox*>(name); };
        const auto real = [&](const char* name) { return page_->findChild<QDoubleSpinBox*>(name); };
        QVERIFY(!real("topP")->isEnabled());  // nothing is drawn without a temperature
        real("temperature")->setValue(0.7);
        whole("topK")->setValue(40);
        real("topP")->setValue(0.9);
        whole("maxNew")->setValue(12);
        whole("seed")->setValue(5);
        QTest::mouseClick(page_->findChild<QPushButton*>("run"), Qt::LeftButton);
        const Json drawn = desk_->asked[0].request;
        QCOMPARE(drawn["temperature"].toNumber(), 0.7);
        QCOMPARE(drawn["top_k"].toInteger(), 40);
        QCOMPARE(drawn["top_p"].toNumber(), 0.9);
        QCOMPARE(drawn["max_new"].toInteger(), 12);
        QCOMPARE(drawn["seed"].toInteger(), 5);
        QCOMPARE(drawn["beams"].toInteger(), 1);
        whole("beams")->setValue(4);
        real("lengthPenalty")->setValue(0.6);
        QVERIFY(!real("temperature")->isEnabled());  // beams do not draw
        QTest::mouseClick(page_->findChild<QPushButton*>("run"), Qt::LeftButton);
        const Json beams = desk_->asked.back().request;
        QCOMPARE(beams["beams"].toInteger(), 4);
        QCOMPARE(beams["length_penalty"].toNumber(), 0.6);
        QCOMPARE(beams["temperature"].toNumber(), 0.0);
    }

    void aFileIsAskedRowByRow() {
        open();
        auto* view = page_->findChild<SegmentedControl*>("playgroundView");
        view->setCurrent(PlaygroundPage::File);
        Q_EMIT view->chosen(PlaygroundPage::File);
        auto* run = page_->findChild<QPushButton*>("run");
        QVERIFY(!run->isEnabled());
        auto* batch = page_->findChild<PlaygroundBatch*>();
        batch->open("/somewhere/rows.csv");
        QVERIFY(desk_->answer("detect", Json::object({{"format", "csv"},
                                                      {"fields", Json::array({"id", "gloss", "label"})},
                                                      {"rows", Json::array()},
                                                      {"notes", Json::array()}})));
        QVERIFY(run->isEnabled());
        auto* column = page_->findChild<QComboBox*>("column_text");
        QCOMPARE(column->currentText(), "id");  // no column has the field's name
        column->setCurrentText("gloss");
        QCOMPARE(page_->findChild<QComboBox*>("columnExpected")->currentText(), "label");
        page_->findChild<QCheckBox*>("ask0")->setChecked(false);  // the bare model
        QTest::mouseClick(run, Qt::LeftButton);
        const Json asked = desk_->asked.back().request;
        QCOMPARE(asked["do"].toString(), "batch");
        QCOMPARE(asked["path"].toString(), "/somewhere/rows.csv");
        QCOMPARE(asked["kind"].toString(), "classify");
        QCOMPARE(asked["columns"]["text"].toString(), "gloss");
        QCOMPARE(asked["expected"].toString(), "label");
        QCOMPARE(asked["asked"].size(), std::size_t(2));
        QVERIFY(asked["asked"].items()[0]["run"].toInteger() > 0);
        const auto row = [](const char* text, const char* right) {
            return Json::object({{"fields", Json::object({{"text", text}})}, {"expected", right}});
        };
        QVERIFY(desk_->answer(
            "batch",
            Json::object({{"first", 0},
                          {"rows", Json::array({row("a, red\nfruit", "food"), row("an oak", "plant")})}}),
            "rows"));
        const auto given = [](const char* label, double score) {
            return Json::object({{"label", label}, {"score", score}});
        };
        QVERIFY(
            desk_->answer("batch",
                          Json::object({{"asked", 0},
                                        {"first", 0},
                                        {"answers", Json::array({given("food", 0.75), given("food", 0.5)})}}),
                          "answers"));
        QVERIFY(page_->findChild<QLabel*>("batchSaid")->text().startsWith("2 of 4"));
        QVERIFY(page_->findChild<QPushButton*>("stop")->isVisible());
        QVERIFY(desk_->answer(
            "batch",
            Json::object({{"asked", 1},
                          {"first", 0},
                          {"answers", Json::array({given("food", 1),
                                                   Json::object({{"error", "row 2: no field text"}})})}}),
            "answers"));
        QVERIFY(desk_->answer("batch", Json::object({{"rows", 2}, {"notes", Json::array()}})));
        QVERIFY(!page_->findChild<QPushButton*>("stop")->isVisible());
        auto* table = page_->findChild<QTableView*>("batchTable");
        QAbstractItemModelTester tester(table->model());
        QCOMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->model()->index(0, 1).data().toString(), QString("a, red⏎fruit"));
        QCOMPARE(table->model()->index(0, 3).data().toString(), "food  0.75");
        QVERIFY(table->model()->headerData(3, Qt::Horizontal).toString().endsWith("1 of 2"));
        QVERIFY(table->model()->headerData(4, Qt::Horizontal).toString().endsWith("1 of 2"));
        const QString csv = batch->model().asText(BatchModel::Form::Csv);
        QVERIFY2(csv.contains("\"a, red\nfruit\",food,food,0.75,food,1\n"), qPrintable(csv));
        QVERIFY(csv.startsWith("text,expected,"));
        const QStringList tsv = batch->model().asText(BatchModel::Form::Tsv).split('\n');
        QCOMPARE(tsv.size(), 4);  // a line end inside a field is written as \n
        const auto line =
            Json::parse(batch->model().asText(BatchModel::Form::Jsonl).split('\n')[1].toStdString());
        QVERIFY(line.has_value());
        QCOMPARE((*line)["answers"].items()[1]["error"].toString(), "row 2: no field text");
    }

    void aFilesQuestionsCanBeStopped() {
        open();
        auto* batch = page_->findChild<PlaygroundBatch*>();
        page_->setView(PlaygroundPage::File);
        batch->open("/somewhere/rows.csv");
        desk_->answer("detect",
                      Json::object({{"what", "a field ends in the middle of a quote"},
                                    {"where", "rows.csv, row 3, column 7"}}),
                      "error");
        QVERIFY(page_->findChild<Notice*>("batchNotice")->text().contains("row 3, column 7"));
        QVERIFY(!page_->findChild<QPushButton*>("run")->isEnabled());
        batch->open("/somewhere/other.csv");
        desk_->answer("detect", Json::object({{"fields", Json::array({"text"})}, {"rows", Json::array()}}));
        QTest::mouseClick(page_->findChild<QPushButton*>("run"), Qt::LeftButton);
        const auto id = desk_->asked.back().id;
        QTest::mouseClick(page_->findChild<QPushButton*>("stop"), Qt::LeftButton);
        QCOMPARE(desk_->cancelled.back(), id);
        QVERIFY(!batch->waiting());
    }

    void emptyPageSaysWhatToDo() {
        page_ = std::make_unique<PlaygroundPage>(*desk_);
        page_->show();
        QVERIFY(!page_->findChild<QPushButton*>("run")->isVisible());
    }

    void pictures_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void pictures() {
        QFETCH(bool, dark);
        dressForPictures(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        open();
        QTest::mouseClick(page_->findChild<QPushButton*>("randomRow"), Qt::LeftButton);
        answer(0, Json::object({{"label", "animal"}, {"scores", scores(0.52, 0.33, 0.15)}}));
        answer(1, Json::object({{"label", "food"}, {"scores", scores(0.04, 0.95, 0.01)}}));
        answer(
            2,
            Json::object({{"what", "no such backbone: smollm2"}, {"todo", "add it on the page Backbones"}}),
            "error");
        QWidget& page = *page_;
        picture(page, QString("playground-") + (dark ? "dark" : "light"));
        page_->setView(PlaygroundPage::File);
        auto* batch = page_->findChild<PlaygroundBatch*>();
        batch->open("/data/new glosses.csv");
        desk_->answer("detect", Json::object({{"fields", Json::array({"id", "text", "label"})},
                                              {"rows", Json::array()}}));
        QTest::mouseClick(page_->findChild<QPushButton*>("run"), Qt::LeftButton);
        const char* texts[] = {"a small red fruit of the rose family",
                               "a four-legged animal with a long tail", "a tall tree with hard wood"};
        const char* labels[] = {"food", "animal", "plant"};
        Json rows = Json::array();
        for (int i = 0; i < 18; ++i)
            rows.append(Json::object(
                {{"fields", Json::object({{"text", texts[i % 3]}})}, {"expected", labels[i % 3]}}));
        desk_->answer("batch", Json::object({{"rows", rows}}), "rows");
        for (int who = 0; who < 3; ++who) {
            Json given = Json::array();
            for (int i = 0; i < (who == 2 ? 9 : 18); ++i)
                given.append(Json::object(
                    {{"label", labels[(i * (who == 0 ? 2 : 1)) % 3]}, {"score", 0.5 + 0.02 * i}}));
            desk_->answer("batch", Json::object({{"asked", who}, {"first", 0}, {"answers", given}}),
                          "answers");
        }
        picture(page, QString("playground-file-") + (dark ? "dark" : "light"));
        page_->setView(PlaygroundPage::OneText);
        auto* kind = page_->findChild<SegmentedControl*>("kind");
        kind->setCurrent(1);
        Q_EMIT kind->chosen(1);
        picture(page, QString("playground-generate-") + (dark ? "dark" : "light"));
        kind->setCurrent(0);
        Q_EMIT kind->chosen(0);
        const std::size_t before = desk_->asked.size();
        QTest::mouseClick(page_->findChild<QPushButton*>("run"), Qt::LeftButton);
        answer(before, Json::object({{"label", "animal"}, {"scores", scores(0.52, 0.33, 0.15)}}));
        answer(before + 1, Json::object({{"label", "food"}, {"scores", scores(0.04, 0.95, 0.01)}}));
        answer(before + 2, Json::object({{"label", "plant"}, {"scores", scores(0.2, 0.3, 0.5)}}));
        picture(page, QString("playground-together-") + (dark ? "dark" : "light"));
    }
};

QTEST_MAIN(TestPlaygroundPage)
#include "test_playground_page.moc"
