// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/fake_desk.h"
#include "tests/support/filled_project.h"
#include "tests/support/pictures.h"
#include "widgets/forms/notice.h"
#include "widgets/forms/segmented_control.h"
#include "widgets/pages/playground_page.h"

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
    }
};

QTEST_MAIN(TestPlaygroundPage)
#include "test_playground_page.moc"
