// SPDX-License-Identifier: GPL-3.0-or-later
// Studies: their chart and table, going on and stopping, and a new one.
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

#include "core/methods/description.h"
#include "core/project/baselines.h"
#include "core/project/sweeps.h"
#include "tests/support/fake_desk.h"
#include "tests/support/filled_project.h"
#include "tests/support/pictures.h"
#include "widgets/forms/segmented_control.h"
#include "widgets/models/study_data.h"
#include "widgets/models/study_table_model.h"
#include "widgets/pages/studies_page.h"
#include "widgets/pages/study_panel.h"
#include "widgets/pages/transfer_view.h"
#include "widgets/plots/heat_map.h"
#include "widgets/plots/study_chart.h"
#include "widgets/theme.h"

using namespace lathe;

namespace {

/// A study of lengths with two seeds each; `until` of its six runs are trained.
Project projectWithStudy(const QTemporaryDir& folder, int until = 6) {
    Project project = must(Project::create(folder.filePath("p.lathe").toStdString()));
    fillData(project);
    const std::vector<int> lengths = {1, 5, 20};
    SweepRow sweep;
    sweep.name = "topics length";
    sweep.study = "length";
    sweep.recipe = filledRecipe({.name = "topics"});
    Json configurations = Json::array();
    for (const int length : lengths)
        configurations.append(Json::object({{"method.tokens", std::to_string(length)}}));
    sweep.plan =
        Json::object({{"configurations", configurations}, {"seeds", 2}, {"by", "validation.accuracy"}});
    std::vector<SweepRunRow> places;
    for (int i = 0; i < 6; ++i) places.push_back({i, i / 2, i % 2, "", 0});
    const SweepRow made = must(beginSweep(project, sweep, places));
    for (int i = 0; i < until; ++i) {
        const std::int64_t run = fillRun(project, {.name = "topics",
                                                   .steps = 50,
                                                   .until = 50,
                                                   .tokens = lengths[i / 2],
                                                   .accuracy = 0.7 + 0.05 * (i / 2) + 0.02 * (i % 2)});
        must(setSweepRun(project, made.id, i, run));
    }
    return project;
}

Json studiesAnswer() {
    return *Json::parse(R"({"studies": [
        {"name": "length", "help": "Lengths of the prompt", "seeds": 3, "notes": [],
         "configurations": [{"method.tokens": "1"}, {"method.tokens": "5"}]},
        {"name": "depth", "help": "A prefix of every layer", "problem": "this study is of prefix_tuning"}]})");
}

}  // namespace

class TestStudiesPage : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aStudyIsAChartAndATable() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithStudy(folder));
        StudiesPage page(desk);
        page.resize(1200, 800);
        page.show();
        auto* table = page.findChild<QTableView*>("studyTable");
        QCOMPARE(table->model()->rowCount(), 3);
        QCOMPARE(table->model()->headerData(0, Qt::Horizontal).toString(), QString("Soft tokens"));
        QCOMPARE(table->model()->index(2, 3).data().toString(), QString("2 of 2"));
        auto* chart = page.findChild<StudyChart*>("studyChart");
        QVERIFY2(chart->summary().contains("Accuracy on validation / Soft tokens"),
                 qPrintable(chart->summary()));
        QVERIFY2(chart->summary().contains("best"), qPrintable(chart->summary()));
        QVERIFY(page.findChild<QLabel*>("studyState")->text().contains("Soft tokens 20"));
        QVERIFY(!page.findChild<QPushButton*>("studyWork")->isVisible());
        for (const char* name : {"c.png", "c.svg", "c.pdf"}) {
            QVERIFY(chart->save(folder.filePath(name)));
            QVERIFY(QFileInfo(folder.filePath(name)).size() > 500);
        }
        QVERIFY(!chart->save(folder.filePath("c.txt")));
    }

    void thePointsAndTheRowsAreOneChoice() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithStudy(folder));
        StudiesPage page(desk);
        page.show();
        auto* chart = page.findChild<StudyChart*>("studyChart");
        auto* table = page.findChild<QTableView*>("studyTable");
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_Right);
        QTest::keyClick(chart, Qt::Key_Right);
        QCOMPARE(table->currentIndex().row(), 1);
    }

    void theBestRecipeIsOpened() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithStudy(folder));
        StudiesPage page(desk);
        page.show();
        page.findChild<QPushButton*>("studyBest")->click();
        QCOMPARE(desk.edited.size(), std::size_t(1));
        QCOMPARE(desk.edited.front().at("method.tokens").toInteger(), std::int64_t(20));
    }

    void anUnfinishedStudyGoesOn() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithStudy(folder, 3));
        StudiesPage page(desk);
        page.show();
        auto* work = page.findChild<QPushButton*>("studyWork");
        QVERIFY(work->isVisible());
        QCOMPARE(work->text(), QString("Go on"));
        // Only configurations whose seeds have all finished compete.
        QVERIFY(page.findChild<QLabel*>("studyState")->text().contains("Soft tokens 1,"));
        work->click();
        QCOMPARE(desk.sweeps.size(), std::size_t(1));
        QCOMPARE(desk.sweeps.front().first, (QStringList{"study", "topics length", "--continue"}));
        QVERIFY(desk.sweeps.front().second.isNull());
    }

    void aNewStudySaysWhatItTakesAndStarts() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithStudy(folder));
        must(saveRecipe(*desk.project(), "topics", filledRecipe({.name = "topics"})));
        StudiesPage page(desk);
        page.show();
        page.findChild<QPushButton*>("newStudy")->click();
        QVERIFY(desk.answer("studies", studiesAnswer()));
        QVERIFY(desk.answer("estimate", Json::object({{"seconds", 100}})));
        auto* kinds = page.findChild<QListWidget*>("studyKinds");
        QCOMPARE(kinds->count(), 3);
        QVERIFY(!(kinds->item(1)->flags() & Qt::ItemIsEnabled));
        auto* note = page.findChild<QLabel*>("studyNote");
        QVERIFY2(note->text().startsWith("6 runs: 2 configurations with 3 seeds each, about 10 min"),
                 qPrintable(note->text()));
        auto* name = page.findChild<QLineEdit*>("studyName");
        QCOMPARE(name->text(), QString("topics length 2"));
        page.findChild<QLineEdit*>("studySeeds")->setText("0");
        QVERIFY(!page.findChild<QPushButton*>("studyStart")->isEnabled());
        page.findChild<QLineEdit*>("studySeeds")->setText("2");
        page.findChild<QPushButton*>("studyStart")->click();
        QCOMPARE(desk.sweeps.size(), std::size_t(1));
        QCOMPARE(desk.sweeps.front().first,
                 (QStringList{"study", "length", "--seeds", "2", "--name", "topics length 2"}));
        QCOMPARE(desk.sweeps.front().second["name"].toString(), std::string("topics"));
    }

    void lanesAreAskedForAndAllStop() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithStudy(folder, 2));
        Project& project = *desk.project();
        const SweepRow sweep = must(findSweep(project, "topics length"));
        std::vector<Recorder> trained;  // two lanes that train
        std::vector<std::int64_t> live;
        for (int lane = 2; lane < 4; ++lane) {
            const std::int64_t run = must(createRun(project, filledRecipe({.name = "lane"})));
            must(setSweepRun(project, sweep.id, lane, run));
            trained.push_back(must(Recorder::begin(project, run)));
            must(trained.back().started(Json::object({{"dtype", "float32"}, {"lanes", 2}}), 50));
            live.push_back(run);
        }
        {
            StudiesPage page(desk);
            page.show();
            auto* work = page.findChild<QPushButton*>("studyWork");
            QCOMPARE(work->text(), QString("Stop"));
            QVERIFY(
                page.findChild<QListWidget*>("studies")->item(0)->text().contains("2 train side by side"));
            work->click();
            QCOMPARE(desk.requested.size(), std::size_t(2));
            for (std::size_t lane = 0; lane < 2; ++lane) {
                QCOMPARE(desk.requested[lane].first, live[lane]);
                QCOMPARE(desk.requested[lane].second.what, Request::What::Stop);
            }
            for (Recorder& lane : trained) must(lane.state(RunState::Stopped));
            Q_EMIT desk.runsChanged();
            QTRY_COMPARE(work->text(), QString("Go on"));
            work->click();  // with as many lanes as before
            QCOMPARE(desk.sweeps.front().first,
                     (QStringList{"study", "topics length", "--continue", "--lanes", "2"}));
        }
        must(saveRecipe(*desk.project(), "topics", filledRecipe({.name = "topics"})));
        StudiesPage page(desk);
        page.show();
        page.begin();
        QVERIFY(desk.answer("studies", studiesAnswer()));
        page.findChild<QLineEdit*>("studyLanes")->setText("4");
        QVERIFY(page.findChild<QLabel*>("studyNote")->text().contains("Up to 4 train side by side"));
        page.findChild<QPushButton*>("studyStart")->click();
        QCOMPARE(desk.sweeps.back().first.mid(desk.sweeps.back().first.size() - 2),
                 (QStringList{"--lanes", "4"}));
    }

    void promptsAreMeasuredOnOtherData() {
        QTemporaryDir folder;
        FakeDesk desk;
        Project project = must(Project::create(folder.filePath("t.lathe").toStdString()));
        fillData(project);
        auto writer = must(DataSetWriter::begin(project, "reviews", "reviews.csv", "csv"));
        for (const char* split : {"train", "test"})
            must(writer.add(split, Json::object({{"text", "a good book"}, {"label", "food"}})));
        must(writer.finish({}));
        const std::int64_t worse =
                               fillRun(project, {.name = "worse", .steps = 50, .until = 50, .accuracy = 0.7}),
                           better = fillRun(project,
                                            {.name = "better", .steps = 50, .until = 50, .accuracy = 0.95});
        desk.setProject(std::move(project));
        StudiesPage page(desk);
        page.resize(1200, 800);
        page.show();
        auto* view = page.findChild<SegmentedControl*>("studiesView");
        view->setCurrent(1);
        Q_EMIT view->chosen(1);
        auto* transfer = page.findChild<TransferView*>();
        QVERIFY(transfer->isVisible());
        // The better run of the only data set that was trained on, on both; one cell was measured while
        // training.
        QCOMPARE(transfer->matrix().rows.size(), std::size_t(1));
        QCOMPARE(transfer->matrix().rows[0].run, better);
        QCOMPARE(transfer->matrix().columns,
                 (std::vector<std::string>{"glosses/validation", "reviews/test"}));
        QCOMPARE(transfer->matrix().missing(), 1);
        auto* measure = page.findChild<QPushButton*>("transferMeasure");
        QCOMPARE(measure->text(), QString("Measure 1"));
        auto* runs = page.findChild<QListWidget*>("transferRuns");
        for (int row = 0; row < runs->count(); ++row) runs->item(row)->setCheckState(Qt::Checked);
        QCOMPARE(transfer->matrix().missing(), 2);
        measure->click();
        QCOMPARE(desk.sweeps.front().first,
                 (QStringList{"study", "transfer", "--runs", QString::number(worse), QString::number(better),
                              "--data", "glosses/validation", "reviews/test"}));
        const std::int64_t step = transfer->matrix().rows[0].step;
        must(recordEvaluation(*desk.project(), worse, step, "reviews/test", 1,
                              {{"accuracy", 0.25}, {"loss", 1}}, {}));
        Q_EMIT desk.runsChanged();
        QTRY_COMPARE(transfer->matrix().missing(), 1);
        auto* map = page.findChild<HeatMap*>("transferMap");
        QCOMPARE(map->matrix().at(0, 1), 0.25);
        QVERIFY(map->summary().contains("2 rows and 2 columns"));
        picture(page, "studies-transfer");
    }

    void aSweepOfOnesOwnIsAGridOrDrawn() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(projectWithStudy(folder));
        must(saveRecipe(*desk.project(), "topics", filledRecipe({.name = "topics"})));
        StudiesPage page(desk);
        page.show();
        page.begin();
        QVERIFY(desk.answer("studies", studiesAnswer()));
        page.findChild<QListWidget*>("studyKinds")->setCurrentRow(2);
        auto* note = page.findChild<QLabel*>("studyNote");
        page.findChild<QLineEdit*>("axisValues0")->setText("0.001..0.1");
        QVERIFY2(note->text().contains("range has no end"), qPrintable(note->text()));
        page.findChild<QLineEdit*>("axisRandom")->setText("6");
        page.findChild<QLineEdit*>("axisValues1")->setText("5, 20");
        QVERIFY2(note->text().startsWith("6 runs"), qPrintable(note->text()));
        page.findChild<QLineEdit*>("axisValues1")->setText("5, -2");
        QVERIFY2(note->text().contains("method.tokens"), qPrintable(note->text()));
        page.findChild<QLineEdit*>("axisValues1")->setText("5, 20");
        page.findChild<QPushButton*>("studyStart")->click();
        QCOMPARE(
            desk.sweeps.front().first,
            (QStringList{"sweep", "--grid", "optimizer.learning_rate=0.001..0.1", "--grid",
                         "method.tokens=5,20", "--random", "6", "--seeds", "1", "--name", "topics sweep"}));
    }

    void twoOptionsMakeACurveForEachValue() {
        SweepTable table;
        table.metric = "validation.loss";
        for (const char* depth : {"all", "embedding"})
            for (const char* rate : {"0.003", "0.01", "0.1"}) {
                SweepLine line;
                line.settings = {{"method.depth", depth}, {"optimizer.learning_rate", rate}};
                line.values = {1, 2};
                line.asked = 2;
                table.lines.push_back(line);
            }
        QCOMPARE(usualKey(table), std::string("optimizer.learning_rate"));
        const auto series = studySeries(table, usualKey(table));
        QCOMPARE(series.size(), 2);
        QCOMPARE(series[1].name, QString("embedding"));
        QCOMPARE(series[1].points.size(), 3);
        QCOMPARE(series[1].points[2].line, 5);
        QVERIFY(studySeries(table, "method.depth")[0].points[0].label == "all");
        QVERIFY(std::isnan(studySeries(table, "method.depth")[0].points[0].x));
    }

    void anEmptyProjectOffersTheFirst() {
        QTemporaryDir folder;
        FakeDesk desk;
        StudiesPage page(desk);
        page.show();
        desk.setProject(must(Project::create(folder.filePath("e.lathe").toStdString())));
        QVERIFY(!page.findChild<QPushButton*>("studyBest")->isVisible());
        page.begin();
        QVERIFY(desk.answer("studies", studiesAnswer()));
        QVERIFY(page.findChild<QLabel*>("studyNote")->text().contains("recipe first"));
    }
};

QTEST_MAIN(TestStudiesPage)
#include "test_studies_page.moc"
