// SPDX-License-Identifier: GPL-3.0-or-later
// What a run gets wrong: the matrix filters the examples, the worst stand first, two runs disagree.
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/fake_desk.h"
#include "tests/support/filled_project.h"
#include "tests/support/pictures.h"
#include "widgets/forms/segmented_control.h"
#include "widgets/pages/examples_page.h"
#include "widgets/plots/confusion_matrix.h"

using namespace lathe;

namespace {

Prediction made(std::int64_t row, const char* label, const char* answer, double share) {
    return {
        row, label, answer, {{label, share}, {std::string(label) == answer ? "other" : answer, 1 - share}}};
}

}  // namespace

class TestExamplesPage : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    std::unique_ptr<FakeDesk> desk_;
    std::unique_ptr<ExamplesPage> page_;
    int made_ = 0;

    static void addRun(Project& project, const std::string& name, const std::vector<Prediction>& answers) {
        const std::int64_t run = must(createRun(project, filledRecipe({.name = name})));
        Recorder recorder = must(Recorder::begin(project, run));
        must(recorder.started(Json::object({{"dtype", "float32"}}), 10));
        must(recorder.evaluation(10, "glosses/validation", static_cast<std::int64_t>(answers.size()),
                                 {{"accuracy", 0.5}}, answers, true));
        must(recorder.state(RunState::Finished));
    }
    void open() {
        Project project =
            must(Project::create(folder_.filePath(QString("%1.lathe").arg(++made_)).toStdString()));
        fillData(project);
        addRun(project, "first",
               {made(0, "animal", "animal", 0.9), made(3, "animal", "food", 0.4),
                made(6, "food", "animal", 0.1), made(9, "food", "food", 0.6)});
        addRun(project, "second",
               {made(0, "animal", "animal", 0.9), made(3, "animal", "animal", 0.8),
                made(6, "food", "animal", 0.1), made(9, "food", "animal", 0.2)});
        desk_->setProject(std::move(project));
        desk_->setCurrentRun(1);
        page_ = std::make_unique<ExamplesPage>(*desk_);
        page_->resize(1240, 800);
        page_->show();
        QTRY_VERIFY(rows() > 0);
    }
    QTableView* table() { return page_->findChild<QTableView*>("examples"); }
    ConfusionMatrix* matrix() { return page_->findChild<ConfusionMatrix*>("confusion"); }
    int rows() { return table()->model()->rowCount(); }
    QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }
    void choose(ExampleKind kind) {
        auto* control = page_->findChild<SegmentedControl*>("examplesKind");
        control->setCurrent(static_cast<int>(kind));
        Q_EMIT control->chosen(static_cast<int>(kind));
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

    void theSurestMistakeStandsFirst() {
        open();
        QCOMPARE(rows(), 2);
        QCOMPARE(cell(0, ExampleModel::kRow), QString("6"));
        QCOMPARE(cell(0, ExampleModel::kShare), QString("0.100"));
        QCOMPARE(cell(0, ExampleModel::kText), QString("oysters baked in their shells, number 6"));
        QCOMPARE(page_->findChild<QLabel*>("exampleText")->text(), cell(0, ExampleModel::kText));
        picture(*page_, "examples");
    }

    void aCellOfTheMatrixFilters() {
        open();
        matrix()->setFocus();
        QTest::keyClick(matrix(), Qt::Key_Right);  // animal answered animal
        QCOMPARE(rows(), 1);
        QCOMPARE(cell(0, ExampleModel::kRow), QString("0"));
        QTest::keyClick(matrix(), Qt::Key_Right);
        QCOMPARE(cell(0, ExampleModel::kRow), QString("3"));
        QCOMPARE(matrix()->summary(), QString("animal taken for food: 1 of 2"));
        QTest::keyClick(matrix(), Qt::Key_Escape);
        QCOMPARE(rows(), 4);
    }

    void disagreementsOfTwoRuns() {
        open();
        auto* other = page_->findChild<QComboBox*>("examplesOther");
        other->setCurrentIndex(other->findData(qint64(2)));
        Q_EMIT other->activated(other->currentIndex());
        QTRY_COMPARE(table()->model()->columnCount(), int(ExampleModel::kColumns));
        choose(ExampleKind::Disputed);
        QCOMPARE(rows(), 2);
        QStringList found{cell(0, ExampleModel::kRow), cell(1, ExampleModel::kRow)};
        found.sort();
        QCOMPARE(found, (QStringList{"3", "9"}));
        choose(ExampleKind::All);
        QCOMPARE(rows(), 4);
    }

    void theModelHolds() {
        ExampleModel model([](std::int64_t row) { return QString::number(row); });
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setExamples(examplesOf({made(0, "a", "b", 0.2), made(1, "a", "a", 0.9)}, {}), false);
        model.setFilter(ExampleKind::Right, {}, {});
        QCOMPARE(model.rowCount(), 1);
        std::vector<Prediction> many;
        for (int i = 0; i < 30; ++i)
            many.push_back(made(i, ("class " + std::to_string(i)).c_str(), "x", 0.5));
        QVERIFY(confusionOf(examplesOf(many, {})).classes.isEmpty());
    }

    void aRunThatWasNotEvaluatedSaysSo() {
        Project project = must(Project::create(folder_.filePath("none.lathe").toStdString()));
        must(createRun(project, filledRecipe({})));
        desk_->setProject(std::move(project));
        page_ = std::make_unique<ExamplesPage>(*desk_);
        page_->show();
        bool said = false;
        for (const auto* label : page_->findChildren<QLabel*>())
            said = said || label->text().contains("not evaluated yet");
        QVERIFY(said);
    }
};

QTEST_MAIN(TestExamplesPage)
#include "test_examples_page.moc"
