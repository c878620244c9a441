// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/fake_desk.h"
#include "tests/support/filled_project.h"
#include "tests/support/pictures.h"
#include "widgets/forms/chip.h"
#include "widgets/forms/notice.h"
#include "widgets/forms/segmented_control.h"
#include "widgets/models/run_table_model.h"
#include "widgets/pages/runs_charts.h"
#include "widgets/pages/runs_page.h"

using namespace lathe;

class TestRunsPage : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<FakeDesk> desk_;
    std::unique_ptr<RunsPage> page_;

    void open(const std::vector<FilledRun>& runs) {
        folder_ = std::make_unique<QTemporaryDir>();
        desk_->setProject(filledProject(folder_->filePath("a.lathe"), runs));
        page_ = std::make_unique<RunsPage>(*desk_);
        page_->resize(1240, 800);
        page_->show();
        QTest::qWait(30);
    }
    template <class T>
    T* at(const char* name) {
        return page_->findChild<T*>(name);
    }
    LineChart& chart() { return page_->findChild<RunCharts*>()->chart(); }

  private Q_SLOTS:
    void init() {
        dressForPictures(ThemeChoice::Light);
        desk_ = std::make_unique<FakeDesk>();
    }
    void cleanup() {
        page_.reset();
        desk_.reset();
    }

    void emptyPageOffersTheNextStep() {
        page_ = std::make_unique<RunsPage>(*desk_);
        page_->resize(1000, 700);
        page_->show();
        QPushButton* action = nullptr;
        for (auto* button : page_->findChildren<QPushButton*>())
            if (button->isVisible() && button->text() == "Go to start") action = button;
        QVERIFY(action);
        QTest::mouseClick(action, Qt::LeftButton);
        QCOMPARE(desk_->shown.size(), size_t(1));
        QCOMPARE(desk_->shown[0], PageName::Start);
    }

    void showsTheNewestRunWithItsCurves() {
        open({{.name = "first"}, {.name = "second", .until = 212, .state = RunState::Stopped}});
        QCOMPARE(desk_->currentRun(), std::int64_t(2));
        QCOMPARE(chart().points(0).size(), 212);
        QCOMPARE(chart().points(1).size(), 5);
        QCOMPARE(at<Chip>("runState")->text(), "stopped");
        QVERIFY(at<QPushButton>("resume")->isVisible());
        QVERIFY(!at<QPushButton>("pause")->isVisible());
        auto* table = at<QTableView>("runTable");
        QCOMPARE(table->model()->rowCount(), 2);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(1, 1)).center());
        QCOMPARE(desk_->currentRun(), std::int64_t(1));
        QCOMPARE(chart().points(0).size(), 300);
        QVERIFY(!at<QPushButton>("resume")->isVisible());
    }

    void growsWithEventsAlone() {
        open({{.until = 100, .state = RunState::Running}});
        // The recorder is gone, so that the row reads interrupted until the worker speaks.
        Q_EMIT desk_->event({1, 0, StateChanged{RunState::Running}});
        QVERIFY(at<QPushButton>("pause")->isVisible());
        QVERIFY(at<Notice>("runNotice")->text().isEmpty());
        const auto before = chart().points(0).size();
        for (int step = 101; step <= 120; ++step) {
            Stepped stepped{step, 300, 1.0 / step, 0.001, 0.3, 1200, 1000, 47};
            Q_EMIT desk_->event({1, 0, stepped});
        }
        QCOMPARE(chart().points(0).size(), before + 20);
        QCOMPARE(at<QLabel>("timeLeft")->text(), "47 s left");
        Q_EMIT desk_->event(
            {1, 0, Evaluated{120, "glosses/validation", {{"loss", 0.2}, {"accuracy", 0.99}}}});
        QCOMPARE(chart().points(1).last().x, 120.0);
        auto* table = at<QTableView>("runTable");
        QCOMPARE(table->model()->index(0, 3).data().toString(), "40%");
        QCOMPARE(table->model()->index(0, 5).data().toString(), "0.990");
        QTest::mouseClick(at<QPushButton>("pause"), Qt::LeftButton);
        QCOMPARE(desk_->requested.size(), size_t(1));
        QCOMPARE(desk_->requested[0].second.what, Request::What::Pause);
        Q_EMIT desk_->event({1, 0, StateChanged{RunState::Paused}});
        QCOMPARE(at<QPushButton>("pause")->text(), "Resume");
        QTest::mouseClick(at<QPushButton>("pause"), Qt::LeftButton);
        QCOMPARE(desk_->requested[1].second.what, Request::What::Resume);
        Q_EMIT desk_->event({1, 0, StateChanged{RunState::Running}});
        QTest::mouseClick(at<QPushButton>("stop"), Qt::LeftButton);
        QCOMPARE(desk_->requested[2].second.what, Request::What::Stop);
        QVERIFY(desk_->requested[2].second.keepBest);
    }

    void interruptedRunSaysSoAndOffersToGoOn() {
        open({{.until = 142, .state = RunState::Interrupted}});
        auto* notice = at<Notice>("runNotice");
        QVERIFY2(notice->text().contains("interrupted at step 142"), qPrintable(notice->text()));
        QVERIFY2(notice->text().contains("from step 100"), qPrintable(notice->text()));
        Q_EMIT notice->activated();
        QCOMPARE(desk_->resumed, std::vector<std::int64_t>{1});
    }

    void failedRunSaysWhatHappenedAndWhatToDo() {
        open({{.until = 30, .state = RunState::Failed, .keepState = false}});
        auto* notice = at<Notice>("runNotice");
        QVERIFY2(notice->text().contains("the loss is not finite"), qPrintable(notice->text()));
        QVERIFY2(notice->text().contains("lower optimizer.learning_rate"), qPrintable(notice->text()));
        QVERIFY(!at<QPushButton>("resume")->isVisible());
        Q_EMIT notice->activated();
        QCOMPARE(desk_->edited.size(), size_t(1));
    }

    void scaleAndSmoothingReachTheChart() {
        open({{}});
        QVERIFY(!chart().logarithmic());
        Q_EMIT at<SegmentedControl>("scale")->chosen(1);
        QVERIFY(chart().logarithmic());
        at<QSlider>("smoothing")->setValue(0);
        QCOMPARE(chart().smoothing(), 0.0);
        QCOMPARE(chart().drawn(0)[10], chart().points(0)[10].y);
        QTest::mouseClick(at<QPushButton>("showAsTable"), Qt::LeftButton);
        QVERIFY(chart().shownAsTable());
    }

    void deletionCanBeUndone() {
        open({{.name = "first"}, {.name = "second"}});
        auto* table = at<QTableView>("runTable");
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Delete);
        auto* notice = at<Notice>("removalNotice");
        QCOMPARE(notice->text(), "Deleted run 2.");
        QCOMPARE(table->model()->rowCount(), 1);
        QCOMPARE(must(listRuns(*desk_->project())).size(), size_t(2));
        Q_EMIT notice->activated();
        QCOMPARE(table->model()->rowCount(), 2);
        QCOMPARE(desk_->currentRun(), std::int64_t(2));
        QTest::keyClick(table, Qt::Key_Delete);
        page_->hide();
        QCOMPARE(must(listRuns(*desk_->project())).size(), size_t(1));
        // And later, too.
        page_->show();
        QTest::mouseClick(at<QPushButton>("more"), Qt::LeftButton);
        auto* list = at<QMenu>("deletedRuns");
        QVERIFY(list);
        QCOMPARE(list->actions().size(), 1);
        QCOMPARE(list->actions()[0]->text(), "Run 2 second");
        list->actions()[0]->trigger();
        QCOMPARE(must(listRuns(*desk_->project())).size(), size_t(2));
    }

    void aRunThatIsRenamedInTheTableIsWritten() {
        open({{.name = "first"}});
        auto* table = at<QTableView>("runTable");
        table->setFocus();
        QVERIFY(table->model()->setData(table->model()->index(0, 1), "better name"));
        QCOMPARE(must(listRuns(*desk_->project()))[0].name, "better name");
        QCOMPARE(table->model()->index(0, 1).data().toString(), "better name");
    }

    void eventsStandOnTheChartAndInTheLog() {
        open({{.name = "first", .until = 120, .state = RunState::Running}});
        const auto count = [&](ChartEvent::Kind kind) {
            const auto all = chart().events();
            return std::count_if(all.begin(), all.end(),
                                 [kind](const ChartEvent& each) { return each.kind == kind; });
        };
        QCOMPARE(count(ChartEvent::Kind::Snapshot), 3);  // 0, 50, 100
        Q_EMIT desk_->event({1, 0, StateChanged{RunState::Paused}});
        Q_EMIT desk_->event({1, 0, StateChanged{RunState::Paused}});  // said twice, happened once
        Q_EMIT desk_->event({1, 0, Message{"warning", "3 rows are cut"}});
        Q_EMIT desk_->event({1, 0, SnapshotTaken{120, 0.1}});
        QCOMPARE(count(ChartEvent::Kind::Pause), 1);
        QCOMPARE(count(ChartEvent::Kind::Warning), 1);
        QCOMPARE(count(ChartEvent::Kind::Snapshot), 4);
        // What the worker wrote is the same after the window was opened again.
        must(addLog(*desk_->project(), "info", "step 120: paused", 1));
        must(addLog(*desk_->project(), "warning", "step 120: 3 rows are cut", 1));
        page_ = std::make_unique<RunsPage>(*desk_);
        page_->show();
        QCOMPARE(count(ChartEvent::Kind::Pause), 1);
        QCOMPARE(count(ChartEvent::Kind::Warning), 1);
        Q_EMIT at<SegmentedControl>("below")->chosen(2);
        auto* log = at<QTableView>("logTable");
        QVERIFY(log->isVisible());
        QCOMPARE(log->model()->rowCount(), 2);
        QCOMPARE(log->model()->index(1, 1).data().toString(), "120");
        QCOMPARE(log->model()->index(1, 2).data().toString(), "warning: 3 rows are cut");
    }

    void answersToTheSameRowsAreFollowed() {
        open({{.name = "first"}});
        {
            Recorder recorder = must(Recorder::begin(*desk_->project(), 1));
            must(recorder.evaluation(250, "glosses/validation", 2, {{"accuracy", 0.5}},
                                     {{0, "food", "plant", {}}, {3, "food", "food", {}}}, false));
            must(recorder.evaluation(300, "glosses/validation", 2, {{"accuracy", 1}},
                                     {{0, "food", "food", {}}, {3, "food", "food", {}}}, false));
            must(recorder.state(RunState::Finished));
        }
        Q_EMIT at<SegmentedControl>("below")->chosen(1);
        auto* table = at<QTableView>("sampleTable");
        QVERIFY(table->isVisible());
        QCOMPARE(table->model()->rowCount(), 2);
        const int last = table->model()->columnCount() - 1;
        QCOMPARE(table->model()->headerData(last, Qt::Horizontal).toString(), "Step 300");
        QVERIFY(table->model()->index(0, 0).data().toString().contains("oysters"));
        QCOMPARE(table->model()->index(0, last - 1).data().toString(), "plant");
        QCOMPARE(table->model()->index(0, last).data().toString(), "food");
        QVERIFY(table->model()->index(0, last).data(Qt::ForegroundRole) !=
                table->model()->index(0, last - 1).data(Qt::ForegroundRole));
    }

    void aFinishedRunIsTrainedLonger() {
        open({{.name = "first"}});
        QMenu* menu = nullptr;
        QTest::mouseClick(at<QPushButton>("more"), Qt::LeftButton);
        QTRY_VERIFY((menu = page_->findChild<QMenu*>()) && menu->isVisible());
        QAction* longer = nullptr;
        for (auto* action : menu->actions())
            if (action->text().startsWith("Train longer")) longer = action;
        QVERIFY(longer && longer->isEnabled());
        longer->trigger();
        menu->close();
        auto* line = at<QLineEdit>("inlineEdit");
        QCOMPARE(line->text(), "600");
        line->setText("200");
        Q_EMIT line->returnPressed();
        QVERIFY(desk_->continued.empty());
        QVERIFY2(desk_->told.last().startsWith("!200"), qPrintable(desk_->told.last()));
        longer->trigger();
        line->setText("450");
        Q_EMIT line->returnPressed();
        QCOMPARE(desk_->continued, (std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 450}}));
    }

    void overlaysOtherRuns() {
        open({{.name = "first", .end = 0.6}, {.name = "second"}});
        page_->findChild<RunCharts*>()->setOverlays({1});
        QCOMPARE(chart().seriesCount(), 3);
        QCOMPARE(chart().points(2).size(), 300);
    }

    void pictures_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void pictures() {
        QFETCH(bool, dark);
        dressForPictures(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        open({{.name = "p-tuning, LSTM", .end = 0.34, .accuracy = 0.903},
              {.name = "uniform init, 20", .end = 0.45, .accuracy = 0.872, .init = "uniform"},
              {.name = "vocabulary init, 20", .end = 0.31, .accuracy = 0.917, .init = "vocabulary"},
              {.name = "text init, 20 tokens", .end = 0.25, .accuracy = 0.925},
              {.name = "suffix, 20 tokens",
               .until = 212,
               .end = 0.4,
               .accuracy = 0.893,
               .behind = true,
               .state = RunState::Running}});
        Q_EMIT desk_->event({5, 0, StateChanged{RunState::Running}});
        Q_EMIT desk_->event({5, 0, Stepped{213, 300, 0.41, 0.0029, 0.31, 1284, 1101, 47}});
        const QString theme = dark ? "dark" : "light";
        QWidget& page = *page_;
        picture(page, "runs-" + theme);
        for (int i = 0; i < 112; ++i) QTest::keyClick(&chart(), Qt::Key_Left);
        page_->findChild<RunCharts*>()->setOverlays({4, 3});
        Q_EMIT desk_->event({5, 0, StateChanged{RunState::Interrupted}});
        picture(page, "runs-interrupted-" + theme);
    }
};

QTEST_MAIN(TestRunsPage)
#include "test_runs_page.moc"
