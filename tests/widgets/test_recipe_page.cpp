// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QtTest>

#include "core/methods/description.h"
#include "core/project/data_sets.h"
#include "core/project/runs.h"
#include "core/spec/recipe.h"
#include "tests/support/fake_desk.h"
#include "widgets/forms/labels_table.h"
#include "widgets/forms/option_form.h"
#include "widgets/forms/template_editor.h"
#include "widgets/forms/tile.h"
#include "widgets/forms/token_view.h"
#include "widgets/pages/recipe_difference.h"
#include "widgets/pages/recipe_page.h"

using namespace lathe;

namespace {

Json goodRecipe() {
    return *Json::parse(R"({"recipe": 1, "name": "topics", "backbone": {"id": "tiny"},
        "task": {"kind": "classify", "data": "rows", "template": "{prompt}{text}\nIs:{label}", "labels": {"cat": " cat", "dog": " dog"}},
        "method": {"kind": "prompt_tuning", "tokens": 4, "init": {"kind": "text", "text": "What is it?"}},
        "optimizer": {"kind": "adamw", "learning_rate": 0.01}, "training": {"steps": 10}})");
}

Project projectWithRows(const QTemporaryDir& folder) {
    auto project = Project::create(folder.filePath("p.lathe").toStdString());
    auto writer = DataSetWriter::begin(*project, "rows", "made.jsonl", "jsonl");
    for (int i = 0; i < 6; ++i)
        (void)writer->add(
            "train", Json::object({{"text", "row " + std::to_string(i)}, {"label", i % 2 ? "cat" : "dog"}}));
    (void)writer->finish({});
    (void)saveRecipe(*project, "topics", goodRecipe());
    return std::move(*project);
}

void type(QLineEdit* field, const QString& text) {
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, text);
}

}  // namespace

class TestRecipePage : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aSweepQueuesARunForEachCombination() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder));
        RecipePage page(desk);
        page.show();
        auto* option = page.findChild<QComboBox*>("sweepOption0");
        option->setCurrentIndex(option->findData("optimizer.learning_rate"));
        page.findChild<QLineEdit*>("sweepValues0")->setText("0.01, 0.02, 0.03");
        auto* second = page.findChild<QComboBox*>("sweepOption1");
        second->setCurrentIndex(second->findData("method.tokens"));
        page.findChild<QLineEdit*>("sweepValues1")->setText("5, 20");
        auto* queue = page.findChild<QPushButton*>("queueRuns");
        QCOMPARE(queue->text(), QString("Queue 6 runs"));
        queue->click();
        QCOMPARE(desk.queued.size(), std::size_t(6));
        QCOMPARE(desk.queued[1].at("optimizer.learning_rate").toNumber(), 0.01);
        QCOMPARE(desk.queued[1].at("method.tokens").toInteger(), std::int64_t(20));
        QCOMPARE(desk.queued[5].at("name").toString(),
                 std::string("topics, learning rate 0.03, soft tokens 20"));
        page.findChild<QLineEdit*>("sweepValues1")->setText("5, -1");
        QVERIFY(!queue->isEnabled());
        QVERIFY2(page.findChild<QLabel*>("sweepNote")->text().contains("method.tokens"),
                 qPrintable(page.findChild<QLabel*>("sweepNote")->text()));
        page.findChild<QLineEdit*>("sweepValues0")->clear();
        page.findChild<QLineEdit*>("sweepValues1")->clear();
        QCOMPARE(queue->text(), QString("Add to the queue"));
        queue->click();
        QCOMPARE(desk.queued.size(), std::size_t(7));
    }

    void runsSideBySideAreASweepWithLanes() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder));
        RecipePage page(desk);
        page.show();
        auto* option = page.findChild<QComboBox*>("sweepOption0");
        option->setCurrentIndex(option->findData("optimizer.learning_rate"));
        page.findChild<QLineEdit*>("sweepValues0")->setText("0.01, 0.02, 0.03");
        page.findChild<QLineEdit*>("sweepLanes")->setText("2");
        QVERIFY(page.findChild<QLabel*>("sweepNote")->text().startsWith("3 runs, up to 2 side by side"));
        auto* queue = page.findChild<QPushButton*>("queueRuns");
        QCOMPARE(queue->text(), QString("Start 3 runs"));
        queue->click();
        QVERIFY(desk.queued.empty());
        QCOMPARE(desk.sweeps.front().first,
                 (QStringList{"sweep", "--grid", "optimizer.learning_rate=0.01,0.02,0.03", "--name",
                              "topics sweep", "--lanes", "2"}));
        QCOMPARE(desk.sweeps.front().second.at("name").toString(), std::string("topics"));
        QCOMPARE(desk.shown.back(), PageName::Studies);
    }

    void everyApplicableOptionHasARowWithAName() {
        OptionForm form(catalogue());
        form.setRecipe(goodRecipe());
        for (const Option& option : applicableOptions(goodRecipe(), catalogue())) {
            QWidget* control = form.control(option.key);
            QVERIFY2(control, option.key.c_str());
            QVERIFY2(!control->accessibleName().isEmpty(), option.key.c_str());
        }
        QVERIFY(!form.control("method.init.range"));
        QVERIFY(form.problems().empty());
    }

    void tabGoesDownTheFormWhateverWasMadeLast() {
        OptionForm form(catalogue());
        form.setRecipe(goodRecipe());
        form.suggest("task.data", {"rows", "others"});  // makes a new control
        form.suggest("backbone.id", {"tiny"});
        form.show();
        QVERIFY(QTest::qWaitForWindowActive(&form));
        int last = -1;
        QWidget* const first = form.control("name");
        for (QWidget* at = first;;) {
            if (at->isVisible() && at->focusPolicy() & Qt::TabFocus) {
                const int y = at->mapTo(&form, QPoint(0, 0)).y();
                QVERIFY2(y >= last, qPrintable(at->objectName() + at->accessibleName()));
                last = y;
            }
            at = at->nextInFocusChain();
            if (at == first) break;
        }
        QVERIFY(last > 300);
    }

    void aWrongNumberIsNamedBesideItsField() {
        OptionForm form(catalogue());
        form.setRecipe(goodRecipe());
        form.show();
        auto* tokens = qobject_cast<QLineEdit*>(form.control("method.tokens"));
        type(tokens, "0");
        QCOMPARE(form.recipe().at("method.tokens"), Json(0));
        QCOMPARE(form.problems().size(), std::size_t(1));
        QVERIFY(tokens->property("wrong").toBool());
        bool shown = false;
        for (const auto* label : form.findChildren<QLabel*>())
            shown = shown || (label->isVisible() && label->text().contains("4096"));
        QVERIFY(shown);
        type(tokens, "twenty");
        QCOMPARE(form.problems().size(), std::size_t(1));
        QCOMPARE(tokens->text(), QString("twenty"));
        type(tokens, "20");
        QVERIFY(form.problems().empty());
        QVERIFY(!tokens->property("wrong").toBool());
        QTest::keyClick(tokens, Qt::Key_Up);
        QCOMPARE(form.recipe().at("method.tokens"), Json(21));
    }

    void anotherKindBringsItsOwnOptionsAndComingBackFindsTheOldOnes() {
        OptionForm form(catalogue());
        form.setRecipe(goodRecipe());
        form.setOptionValue("method.init.kind", "uniform");
        QVERIFY(form.recipe().at("method.init.text").isNull());
        QVERIFY(form.problems().empty());
        form.setOptionValue("method.init.kind", "text");
        QCOMPARE(form.recipe().at("method.init.text").toString(), std::string("What is it?"));
        form.setOptionValue("training.epochs", 2);
        QVERIFY(form.recipe().at("training.steps").isNull());
        QVERIFY(form.problems().empty());
    }

    void templatesAreColouredByWhatTheirPartsAre() {
        const auto spans = templateSpans("{prompt:3}a{text}{{x}}{label}");
        QCOMPARE(spans.size(), 5);
        QCOMPARE(spans[0].part, TemplatePart::Soft);
        QCOMPARE(spans[1].part, TemplatePart::Field);
        QCOMPARE(spans[2].part, TemplatePart::Brace);
        QCOMPARE(spans[4].part, TemplatePart::Answer);
        QCOMPARE(spans[4].from, 22);
    }

    void theSavedRecipeIsShownPreviewedAndStarted() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder));
        RecipePage page(desk);
        page.resize(1200, 800);
        page.show();
        QCOMPARE(page.recipe(), goodRecipe());
        QTRY_VERIFY(desk.answer(
            "preview",
            *Json::parse(
                R"({"tokens": [{"kind": "soft", "slot": 0}, {"kind": "text", "id": 5, "text": " a\n"},
            {"kind": "label", "id": 7, "text": " cat", "labelled": true}], "count": 3, "labelled": 1, "cut": 0})")));
        QCOMPARE(page.findChild<TokenView*>()->accessibleDescription(), QStringLiteral("◆␣a⏎␣cat"));
        bool said = false;
        for (const auto* label : page.findChildren<QLabel*>())
            said = said || label->text() == "Row 3 of 6 as the model sees it: 3 tokens, 1 labelled";
        QVERIFY(said);
        QVERIFY(desk.answer(
            "estimate",
            *Json::parse(
                R"({"trainable": 11520, "share": 0.0001, "peak_gib": 1.14, "seconds": 75, "cut_rows": 0,
            "labels": [{"label": "cat", "said": " cat", "tokens": 1, "rows": 3}]})")));
        auto* start = page.findChild<QPushButton*>("startRun");
        QVERIFY(start->isEnabled());
        QTest::mouseClick(start, Qt::LeftButton);
        QCOMPARE(desk.started.size(), std::size_t(1));
        QCOMPARE(desk.started.front(), goodRecipe());
        QCOMPARE(desk.shown.back(), PageName::Runs);
    }

    void editsAreUndoneAndDoneAgain() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder));
        RecipePage page(desk);
        page.show();
        auto* undo = page.findChild<QPushButton*>("undoRecipe");
        auto* redo = page.findChild<QPushButton*>("redoRecipe");
        QVERIFY(!undo->isEnabled());
        auto* form = page.findChild<OptionForm*>();
        form->setOptionValue("method.tokens", 9);
        QTRY_VERIFY(undo->isEnabled());  // after a pause
        form->setOptionValue("method.tokens", 10);
        undo->click();
        QCOMPARE(page.recipe().at("method.tokens"), Json(9));
        undo->click();
        QCOMPARE(page.recipe().at("method.tokens"), Json(4));
        QVERIFY(!undo->isEnabled());
        redo->click();
        redo->click();
        QCOMPARE(page.recipe().at("method.tokens"), Json(10));
        QVERIFY(!redo->isEnabled());
        undo->click();
        form->setOptionValue("training.steps", 77);
        QTRY_VERIFY(!redo->isEnabled());  // another way forward
    }

    void anotherRecipeIsComparedAndTakenFrom() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder));
        RecipePage page(desk);
        page.show();
        auto* card = page.findChild<RecipeDifference*>();
        Json other = goodRecipe();
        other.setAt("method.tokens", 50);
        other.setAt("training.batch", 3);
        card->setOther("run 7", other);
        auto* table = page.findChild<QTableWidget*>("recipeDifferences");
        QCOMPARE(table->rowCount(), 2);
        QCOMPARE(table->item(0, 0)->text(), QString("Soft tokens"));
        QCOMPARE(table->item(0, 1)->text(), QString("50"));
        QCOMPARE(table->item(0, 2)->text(), QString("4"));
        qobject_cast<QPushButton*>(table->cellWidget(0, 3))->click();
        QTRY_COMPARE(page.recipe().at("method.tokens"), Json(50));
        QCOMPARE(table->rowCount(), 1);
        page.findChild<QPushButton*>("stopComparing")->click();
        QVERIFY(!card->isVisible());
    }

    void theEstimateSaysWhereItComesFrom() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder));
        RecipePage page(desk);
        page.show();
        const auto time = [&] {
            for (const Tile* tile : page.findChildren<Tile*>())
                if (tile->accessibleName().startsWith("Time, about")) return tile->accessibleName();
            return QString();
        };
        QTRY_VERIFY(
            desk.answer("estimate", Json::object({{"seconds", 158.2}, {"peak_gib", 1.1}, {"run", 7}})));
        QCOMPARE(time(), QString("Time, about: 2 min 40 s as run 7 took"));
        QVERIFY(desk.answer("estimate", Json::object({{"seconds", 158.2}, {"busy", true}})));
        QCOMPARE(time(), QString("Time, about: 2 min 40 s less when nothing else runs"));
    }

    void aRecipeWithProblemsDoesNotStartAndSaysWhy() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder));
        RecipePage page(desk);
        page.show();
        Json wrong = goodRecipe();
        wrong.setAt("training.steps", 0);
        page.setRecipe(wrong);
        auto* start = page.findChild<QPushButton*>("startRun");
        QVERIFY(!start->isEnabled());
        QVERIFY(start->toolTip().contains("training.steps"));
        page.start();
        QVERIFY(desk.started.empty());
        QVERIFY(desk.told.last().contains("training.steps"));
    }

    void labelsComeFromTheData() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder));
        RecipePage page(desk);
        Json bare = goodRecipe();
        Json task = bare["task"];
        task.erase("labels");
        bare.set("task", task);
        page.setRecipe(bare);
        QTest::mouseClick(page.findChild<QPushButton*>("fillLabels"), Qt::LeftButton);
        QCOMPARE(page.recipe().at("task.labels"), *Json::parse(R"({"cat": " cat", "dog": " dog"})"));
    }

    void whatWasTypedIsThereAgainWithoutSaving() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithRows(folder));
        {
            RecipePage page(desk);
            page.show();
            QCOMPARE(*draftRecipe(*desk.project()), Json());
            auto* tokens = qobject_cast<QLineEdit*>(page.findChild<OptionForm*>()->control("method.tokens"));
            type(tokens, "17");
            page.hide();  // within the pause after typing
        }
        RecipePage again(desk);
        QCOMPARE(again.recipe().at("method.tokens"), Json(17));
        QCOMPARE(savedRecipes(*desk.project())->front().second.at("method.tokens"), Json(4));
    }

    void theCommandHoldsTheWholeRecipe() {
        const QString command = RecipePage::asCommand("/a b/it's.lathe", goodRecipe());
        QVERIFY(command.contains("promptlathe-cli train '/a b/it'\\''s.lathe' recipe.json"));
        const auto from = command.indexOf('{'), to = command.lastIndexOf("END");
        QCOMPARE(*Json::parse(command.mid(from, to - from).toStdString()), goodRecipe());
    }
};

QTEST_MAIN(TestRecipePage)
#include "test_recipe_page.moc"
