// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/fake_desk.h"
#include "tests/support/filled_project.h"
#include "tests/support/pictures.h"
#include "widgets/forms/query_edit.h"
#include "widgets/forms/segmented_control.h"
#include "widgets/models/run_table_model.h"
#include "widgets/pages/compare_charts.h"
#include "widgets/pages/compare_page.h"
#include "widgets/plots/importance_bars.h"
#include "widgets/plots/parallel_chart.h"
#include "widgets/plots/point_chart.h"

using namespace lathe;

class TestComparePage : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    std::unique_ptr<FakeDesk> desk_;
    std::unique_ptr<ComparePage> page_;
    int made_ = 0;

    void open() {
        // Recorded once, opened as a copy by each test.
        const QString whole = folder_.filePath("whole.lathe"),
                      path = folder_.filePath(QString("%1.lathe").arg(++made_));
        if (!QFile::exists(whole))
            filledProject(
                whole,
                {{.name = "text init, 20 tokens", .end = 0.25, .accuracy = 0.925},
                 {.name = "text init, 5 tokens", .tokens = 5, .end = 0.4, .accuracy = 0.897},
                 {.name = "uniform, faster", .rate = 0.03, .end = 0.5, .accuracy = 0.85, .init = "uniform"},
                 {.name = "stopped",
                  .until = 180,
                  .end = 0.3,
                  .accuracy = 0.91,
                  .state = RunState::Stopped}});
        QVERIFY(QFile::copy(whole, path));
        desk_->setProject(must(Project::open(path.toStdString())));
        page_ = std::make_unique<ComparePage>(*desk_);
        page_->resize(1240, 800);
        page_->show();
        QTest::qWait(40);
    }
    QTableView* table() { return page_->findChild<QTableView*>("compareTable"); }
    LineChart* chart() { return page_->findChild<LineChart*>("compareChart"); }
    QStringList headers() {
        QStringList titles;
        for (int i = 0; i < table()->model()->columnCount(); ++i)
            titles << table()->model()->headerData(i, Qt::Horizontal).toString();
        return titles;
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

    void showsWhatDiffersAlone() {
        open();
        QVERIFY2(headers().contains("Soft tokens"), qPrintable(headers().join(';')));
        QVERIFY(headers().contains("Learning rate"));
        QVERIFY(headers().contains("Start from"));
        QVERIFY(!headers().contains("Method"));
        page_->findChild<QCheckBox*>("differing")->setChecked(false);
        QVERIFY(headers().contains("Method"));
    }

    void drawsTheChosenRuns() {
        open();
        QCOMPARE(chart()->seriesCount(), 4);
        table()->clearSelection();
        table()->selectRow(0);
        QTest::qWait(20);
        QCOMPARE(chart()->seriesCount(), 1);
        QCOMPARE(chart()->points(0).size(), 180);
        auto* metric = page_->findChild<SegmentedControl*>("metric");
        metric->setCurrent(2);
        Q_EMIT metric->chosen(2);
        QCOMPARE(chart()->points(0).size(), 4);
        QVERIFY(chart()->points(0).last().y > 0.8);
    }

    void filtersByText() {
        open();
        page_->findChild<QLineEdit*>("filter")->setText("uniform");
        QCOMPARE(table()->model()->rowCount(), 1);
        page_->findChild<QLineEdit*>("filter")->clear();
        QCOMPARE(table()->model()->rowCount(), 4);
    }

    void filtersByAQueryWithCompletion() {
        open();
        auto* filter = page_->findChild<QueryEdit*>("filter");
        filter->setFocus();
        QTest::keyClicks(filter, "accur");
        QTest::keyClick(filter, Qt::Key_Escape);
        filter->setText("method = prompt_tuning and accuracy > 0.9");
        QCOMPARE(table()->model()->rowCount(), 1);
        filter->setText("tokens = 5 or state ~ stopped");
        QCOMPARE(table()->model()->rowCount(), 2);
        filter->setText("tokens = 5 or stat");
        QVERIFY(filter->problem().contains("stat"));
        QCOMPARE(table()->model()->rowCount(), 2);  // as the last one that could be read
        filter->clear();
        QVERIFY(filter->problem().isEmpty());
        QCOMPARE(table()->model()->rowCount(), 4);
    }

    void archivedRunsAreLeftOutUnlessAskedFor() {
        open();
        must(setTags(*desk_->project(), 2, {kArchivedTag}));
        Q_EMIT desk_->runsChanged();
        QCOMPARE(table()->model()->rowCount(), 3);
        page_->findChild<QueryEdit*>("filter")->setText("tag = archived");
        QCOMPARE(table()->model()->rowCount(), 1);
    }

    void movedColumnsAreKeptInTheProject() {
        open();
        const QStringList before = headers();
        auto* header = table()->horizontalHeader();
        header->moveSection(4, 1);
        QTRY_COMPARE(headers()[1], before[4]);
        QCOMPARE(header->logicalIndex(1), 1);
        const QStringList moved = headers();
        page_ = std::make_unique<ComparePage>(*desk_);
        page_->show();
        QTest::qWait(30);
        QCOMPARE(headers(), moved);
        page_->findChild<QCheckBox*>("differing")->toggle();  // chooses by itself again
        QVERIFY(headers()[1] != before[4]);
    }

    void pinnedBaselineStandsOnTopWithDeltas() {
        open();
        table()->setCurrentIndex(table()->model()->index(2, 0));  // run 2 in falling order
        QTest::mouseClick(page_->findChild<QPushButton*>("pin"), Qt::LeftButton);
        QCOMPARE(table()->model()->index(0, 0).data().toInt(), 2);
        const int accuracy = int(headers().indexOf("Accuracy, best"));
        const QString shown = table()->model()->index(1, accuracy).data().toString();
        QVERIFY2(shown.contains('+') || shown.contains(QChar(0x2212)), qPrintable(shown));
        QCOMPARE(page_->findChild<QPushButton*>("pin")->text(), "Unpin baseline");
    }

    void clickOnACurveChoosesItsRun() {
        open();
        Q_EMIT chart()->seriesClicked(1);
        QCOMPARE(desk_->currentRun(), std::int64_t(2));
        QCOMPARE(table()->currentIndex().data(RunTableModel::RunRole).toInt(), 2);
    }

    void aNarrowTableNeedNotBeMovedSideways() {
        open();
        page_->findChild<QCheckBox*>("differing")->setChecked(false);  // the usual options: more columns
        for (const int width : {1030, 1240, 900}) {
            page_->resize(width, 800);
            QTest::qWait(30);
            QCOMPARE(table()->horizontalScrollBar()->maximum(), 0);
        }
        QVERIFY(page_->findChild<QPushButton*>("columns")->text().contains("more"));
        QVERIFY(!table()->isColumnHidden(int(headers().indexOf("Accuracy, best"))));
    }

    void extremesOfAMetricAreColumnsOfTheirOwn() {
        open();
        must(keepView(*desk_->project(), "compare columns",
                      must(Json::parse(R"([{"kind": "run"}, {"kind": "lowest", "key": "loss"},
                                           {"kind": "highest", "key": "accuracy"}])"))));
        page_ = std::make_unique<ComparePage>(*desk_);
        page_->show();
        QCOMPARE(headers(), (QStringList{"Run", "Loss, lowest", "Accuracy, highest"}));
        const auto losses = must(curve(*desk_->project(), 4, "loss"));
        double lowest = 1e9;
        for (const auto& point : losses) lowest = std::min(lowest, point.value);
        QCOMPARE(table()->model()->index(0, 1).data(RunTableModel::SortRole).toDouble(), lowest);
        QVERIFY(table()->model()->index(0, 2).data(RunTableModel::SortRole).toDouble() > 0.8);
        Q_EMIT desk_->event({4, 0, Stepped{181, 300, -1.0, 0.01, 0.3, 1000, 900, 1}});
        QCOMPARE(table()->model()->index(0, 1).data(RunTableModel::SortRole).toDouble(), -1.0);
    }

    void everyViewShowsTheTablesRunsAndLightsThem() {
        open();
        auto* charts = page_->findChild<CompareCharts*>();
        charts->setView(CompareCharts::Scatter);
        auto* scatter = page_->findChild<PointChart*>("scatter");
        QVERIFY(scatter->isVisible());
        QCOMPARE(scatter->points().size(), 4);
        charts->setView(CompareCharts::Parallel);
        auto* parallel = page_->findChild<ParallelChart*>("parallel");
        QCOMPARE(parallel->kept().size(), 4);
        QVERIFY(parallel->axes().last().title.contains("Accuracy"));
        parallel->setSpan(int(parallel->axes().size()) - 1, 0.5, 1);
        QVERIFY2(parallel->kept().size() < 4, qPrintable(parallel->summary()));
        charts->setView(CompareCharts::Importance);
        const auto bars = page_->findChild<ImportanceBars*>("importance")->bars();
        QVERIFY(!bars.isEmpty());
        for (const auto& bar : bars) QVERIFY2(bar.said.contains("4 runs"), qPrintable(bar.said));
        Q_EMIT scatter->hovered(2);
        QCOMPARE(parallel->lit(), qint64(2));
        page_->findChild<QLineEdit*>("filter")->setText("tokens = 5");
        charts->setView(CompareCharts::Scatter);
        QTRY_COMPARE(scatter->points().size(), 1);
        Q_EMIT scatter->clicked(2);
        QCOMPARE(desk_->currentRun(), std::int64_t(2));
    }

    void aChosenColourIsTheSameInTableAndCharts() {
        open();
        RunColours colours = RunColours::read(desk_->project());
        QVERIFY(!colours.chosen(4));
        must(colours.keep(*desk_->project(), 4, 2));
        Q_EMIT desk_->runsChanged();
        QCOMPARE(table()->model()->index(0, 0).data(RunTableModel::ColourRole).toInt(), 2);
        QCOMPARE(RunColours::read(desk_->project()).of(4), 2);
        must(colours.keep(*desk_->project(), 4, -1));
        Q_EMIT desk_->runsChanged();
        QCOMPARE(table()->model()->index(0, 0).data(RunTableModel::ColourRole).toInt(), runColour(4));
    }

    void theBaselineIsKeptInTheProject() {
        open();
        table()->setCurrentIndex(table()->model()->index(2, 0));
        QTest::mouseClick(page_->findChild<QPushButton*>("pin"), Qt::LeftButton);
        page_ = std::make_unique<ComparePage>(*desk_);
        page_->show();
        QCOMPARE(table()->model()->index(0, 0).data().toInt(), 2);
    }

    void everyChartIsSavedAndReadAsTable() {
        open();
        auto* charts = page_->findChild<CompareCharts*>();
        for (const auto view : {CompareCharts::Curves, CompareCharts::Scatter, CompareCharts::Parallel,
                                CompareCharts::Importance}) {
            charts->setView(view);
            ChartWidget* chart = charts->current();
            for (const char* ending : {"png", "svg", "pdf"}) {
                const QString path = folder_.filePath(QString("chart-%1.%2").arg(view).arg(ending));
                must(chart->save(path));
                QVERIFY2(QFileInfo(path).size() > 800, qPrintable(path));
            }
            const ChartNumbers numbers = chart->numbers();
            QVERIFY(numbers.header.size() > 1);
            QVERIFY(!numbers.rows.isEmpty());
            QCOMPARE(numbers.csv().count('\n'), numbers.rows.size() + 1);
            QTest::mouseClick(page_->findChild<QPushButton*>("showAsTable"), Qt::LeftButton);
            QVERIFY(chart->shownAsTable());
            QVERIFY(chart->findChild<QTableView*>("chartTable")->isVisible());
            QTest::mouseClick(page_->findChild<QPushButton*>("showAsTable"), Qt::LeftButton);
            QVERIFY(!chart->shownAsTable());
        }
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
        table()->setCurrentIndex(table()->model()->index(3, 0));
        table()->selectAll();
        QTest::mouseClick(page_->findChild<QPushButton*>("pin"), Qt::LeftButton);
        QTest::qWait(40);
        QWidget& page = *page_;
        const QString theme = dark ? "dark" : "light";
        picture(page, "compare-" + theme);
        auto* charts = page_->findChild<CompareCharts*>();
        charts->setView(CompareCharts::Scatter);
        charts->light(2);
        picture(page, "compare-scatter-" + theme);
        charts->light(0);
        charts->setView(CompareCharts::Parallel);
        picture(page, "compare-parallel-" + theme);
        charts->setView(CompareCharts::Importance);
        picture(page, "compare-importance-" + theme);
    }
};

QTEST_MAIN(TestComparePage)
#include "test_compare_page.moc"
