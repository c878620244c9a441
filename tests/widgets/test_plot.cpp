// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>
#include <cmath>

#include "tests/support/pictures.h"
#include "widgets/plots/bars.h"
#include "widgets/plots/chart_overlay.h"
#include "widgets/plots/line_chart.h"
#include "widgets/plots/scatter_map.h"
#include "widgets/plots/smoothing.h"
#include "widgets/plots/sparkline.h"
#include "widgets/theme.h"

using namespace lathe;

namespace {

double lossAt(int step) {
    return 0.35 + 2 * std::exp(-step / 40.0) + 0.25 * std::exp(-step / 90.0) * std::sin(step * 12.9898);
}

QVector<ChartPoint> losses(int from, int to) {
    QVector<ChartPoint> points;
    for (int step = from; step <= to; ++step) points.append(ChartPoint::at(step, lossAt(step)));
    return points;
}

int colouredPixels(const QImage& image, const QColor& colour) {
    int found = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor at = image.pixelColor(x, y);
            const int away = std::abs(at.red() - colour.red()) + std::abs(at.green() - colour.green()) +
                             std::abs(at.blue() - colour.blue());
            found += away < 24;
        }
    return found;
}

}  // namespace

class TestPlot : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() { dressForPictures(ThemeChoice::Light); }

    void smoothingIsUnbiasedFromTheFirstValue() {
        Smoothing smoothing(0.9);
        QCOMPARE(smoothing.add(2.0), 2.0);
        // Two values weigh 0.9 * 0.1 and 0.1, over 1 - 0.81.
        QVERIFY(std::fabs(smoothing.add(4.0) - (0.09 * 2 + 0.1 * 4) / 0.19) < 1e-12);
        QVERIFY(std::isnan(smoothing.add(NAN)));
        QVERIFY(std::isfinite(smoothing.add(4.0)));
        Smoothing none(0);
        QCOMPARE(none.add(3.0), 3.0);
        QCOMPARE(none.add(5.0), 5.0);
    }

    void firstPointIsDrawnAtOnce() {
        LineChart chart;
        chart.resize(500, 300);
        chart.addSeries({.name = "training"});
        chart.show();
        QTest::qWait(40);
        const QColor colour = Theme::light().curve(0);
        QCOMPARE(colouredPixels(chart.grab().toImage(), colour), 0);
        chart.append(0, ChartPoint::at(1, 2.0));
        QTRY_VERIFY(colouredPixels(chart.grab().toImage(), colour) > 10);
    }

    void growsWithoutForgetting() {
        LineChart chart;
        chart.setSmoothing(0.8);
        chart.addSeries({.name = "training"});
        for (const auto& point : losses(1, 50)) chart.append(0, point);
        LineChart whole;
        whole.setSmoothing(0.8);
        whole.addSeries({.name = "training"});
        whole.setPoints(0, losses(1, 50));
        QCOMPARE(chart.drawn(0), whole.drawn(0));
        // A resumed run goes through its last steps again: no step stands twice.
        for (const auto& point : losses(41, 60)) chart.append(0, point);
        whole.setPoints(0, losses(1, 60));
        QCOMPARE(chart.points(0).size(), 60);
        QCOMPARE(chart.drawn(0), whole.drawn(0));
    }

    void learningRateIsNeverSmoothed() {
        LineChart chart;
        chart.setSmoothing(0.95);
        chart.addSeries({.name = "learning rate", .smoothed = false});
        chart.setPoints(0, {ChartPoint::at(1, 1.0), ChartPoint::at(2, 0.5), ChartPoint::at(3, 0.25)});
        QCOMPARE(chart.drawn(0), QVector<double>({1.0, 0.5, 0.25}));
    }

    void rangesFollowTheDataUntilTheUserZooms() {
        LineChart chart;
        chart.resize(500, 300);
        chart.setExtent(300);
        chart.addSeries({.name = "training"});
        chart.setPoints(0, losses(1, 100));
        chart.show();
        QTest::qWait(60);
        QTRY_COMPARE(chart.visibleRange()[1], 300.0);
        QCOMPARE(chart.visibleRange()[0], 0.0);
        QCOMPARE(chart.visibleRange()[2], 0.0);
        chart.zoom(0.5);
        QTest::qWait(40);
        const auto zoomed = chart.visibleRange();
        QVERIFY(zoomed[1] - zoomed[0] < 160);
        chart.append(0, ChartPoint::at(101, 0.5));
        QTest::qWait(40);
        QCOMPARE(chart.visibleRange(), zoomed);
        QTest::mouseDClick(chart.findChild<QWidget*>("plot"), Qt::LeftButton, {}, QPoint(250, 150));
        QTRY_COMPARE(chart.visibleRange()[1], 300.0);
    }

    void stepsStandByTheirLogarithm() {
        LineChart chart;
        chart.resize(600, 300);
        chart.show();
        const int series = chart.addSeries({.name = "loss"});
        QVector<ChartPoint> points;
        for (int step = 0; step <= 10000; step += 10) points.append(ChartPoint::at(step, 1.0 / (step + 1)));
        chart.setPoints(series, points);
        chart.setLogarithmicX(true);
        QTest::qWait(40);
        QCOMPARE(chart.visibleRange()[0], 1.0);  // step 0 has no place
        QCOMPARE(chart.visibleRange()[1], 10000.0);
        chart.setLogarithmicX(false);
        QTest::qWait(40);
        QCOMPARE(chart.visibleRange()[0], 0.0);
    }

    void logarithmicScaleShowsEveryPositiveValue() {
        LineChart chart;
        chart.resize(500, 300);
        chart.addSeries({.name = "training"});
        chart.setPoints(
            0, {ChartPoint::at(1, 100), ChartPoint::at(2, 1), ChartPoint::at(3, 0.01), ChartPoint::at(4, 0)});
        chart.setLogarithmic(true);
        chart.show();
        QTest::qWait(60);
        QTRY_VERIFY(chart.visibleRange()[2] > 0 && chart.visibleRange()[2] <= 0.01);
        QVERIFY(chart.visibleRange()[3] >= 100);
        chart.setLogarithmic(false);
        QTRY_VERIFY(chart.visibleRange()[2] <= 0);
    }

    void crosshairReadsEverySeries() {
        LineChart chart;
        chart.resize(600, 400);
        chart.setAxisLabels("step", "loss");
        chart.addSeries({.name = "training"});
        chart.addSeries({.name = "validation", .colour = 1, .smoothed = false});
        chart.setPoints(0, losses(1, 100));
        chart.setPoints(1, {ChartPoint::at(50, 0.75), ChartPoint::at(100, 0.5)});
        chart.setMarks(1, {{50, ChartMark::Kind::Best}});
        chart.show();
        QTest::qWait(60);
        for (int i = 0; i < 50; ++i) QTest::keyClick(&chart, Qt::Key_Left);
        const QString text = chart.findChild<ChartOverlay*>()->crosshairText();
        QVERIFY2(text.contains("step 50"), qPrintable(text));
        QVERIFY2(text.contains("validation 0.750 (best)"), qPrintable(text));
        QVERIFY2(text.contains("training 1.028"), qPrintable(text));
    }

    void aClickOnACurveSaysWhich() {
        LineChart chart;
        chart.resize(600, 400);
        chart.addSeries({.name = "low"});
        chart.addSeries({.name = "high", .colour = 1});
        chart.setPoints(0, {ChartPoint::at(0, 0), ChartPoint::at(100, 0)});
        chart.setPoints(1, {ChartPoint::at(0, 10), ChartPoint::at(100, 10)});
        chart.show();
        QTest::qWait(60);
        QSignalSpy clicked(&chart, &LineChart::seriesClicked), hovered(&chart, &LineChart::seriesHovered);
        auto* plot = chart.findChild<QWidget*>("plot");
        // The upper curve lies near the top: the first row of curve pixels in the middle column says where.
        const QImage image = plot->grab().toImage();
        const QColor colour = Theme::light().curve(1);
        int at = -1;
        for (int y = 0; y < image.height() && at < 0; ++y)
            if (std::abs(image.pixelColor(300, y).red() - colour.red()) < 20 &&
                std::abs(image.pixelColor(300, y).blue() - colour.blue()) < 20)
                at = y;
        QVERIFY(at > 0);
        const QPoint on(300, at + 1);
        QMouseEvent move(QEvent::MouseMove, on, plot->mapToGlobal(on), Qt::NoButton, {}, {});
        QCoreApplication::sendEvent(plot, &move);
        QCOMPARE(hovered.value(0).value(0).toInt(), 1);
        QTest::mouseClick(plot, Qt::LeftButton, {}, QPoint(300, at + 1));
        QCOMPARE(clicked.size(), 1);
        QCOMPARE(clicked[0][0].toInt(), 1);
    }

    void tableHoldsTheNumbers() {
        LineChart chart;
        chart.setAxisLabels("step", "loss");
        chart.addSeries({.name = "training"});
        chart.addSeries({.name = "validation"});
        chart.setPoints(0, {ChartPoint::at(1, 2), ChartPoint::at(2, 1.5), ChartPoint::at(3, 1.25)});
        chart.setPoints(1, {ChartPoint::at(2, 1.75)});
        QAbstractItemModelTester tester(chart.table(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        auto* table = chart.table();
        QCOMPARE(table->rowCount(), 3);
        QCOMPARE(table->columnCount(), 3);
        QCOMPARE(table->headerData(2, Qt::Horizontal).toString(), "validation");
        QCOMPARE(table->index(1, 1).data().toString(), "1.500");
        QCOMPARE(table->index(1, 2).data().toString(), "1.750");
        QCOMPARE(table->index(0, 2).data().toString(), "");
        chart.append(0, ChartPoint::at(4, 1));
        QCOMPARE(chart.table()->rowCount(), 4);
    }

    void savesAsPictureAndRefusesOtherEndings() {
        QTemporaryDir folder;
        LineChart chart;
        chart.resize(400, 300);
        chart.addSeries({.name = "training"});
        chart.setPoints(0, losses(1, 100));
        for (const QString name : {"a.png", "a.svg", "a.pdf"}) {
            QVERIFY(chart.save(folder.filePath(name)));
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(file.size() > 1000, qPrintable(name));
        }
        const auto refused = chart.save(folder.filePath("a.xyz"));
        QVERIFY(!refused);
        QVERIFY(refused.error().line().find(".png") != std::string::npos);
        QVERIFY(!chart.save("/no/such/folder/a.png"));
    }

    void screenReadersHearASentence() {
        LineChart chart;
        chart.setAxisLabels("step", "loss");
        chart.setAccessibleName("Loss");
        chart.addSeries({.name = "training"});
        chart.setPoints(0, {ChartPoint::at(1, 2), ChartPoint::at(211, 0.22), ChartPoint::at(212, 0.31)});
        QAccessibleInterface* access = QAccessible::queryAccessibleInterface(&chart);
        QVERIFY(access);
        QCOMPARE(access->role(), QAccessible::Chart);
        QCOMPARE(access->text(QAccessible::Name), "Loss");
        QCOMPARE(access->text(QAccessible::Value), "training loss 0.310 at step 212, lowest 0.220");
    }

    void aMillionPointsStaySmooth() {
        LineChart chart;
        chart.resize(1000, 500);
        chart.setSmoothing(0.9);
        chart.addSeries({.name = "training"});
        QVector<ChartPoint> points;
        points.reserve(1'000'000);
        for (int i = 0; i < 1'000'000; ++i) points.append(ChartPoint::at(i, lossAt(i % 4000)));
        chart.setPoints(0, points);
        chart.show();
        QTest::qWait(100);
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 5; ++i) {
            chart.append(0, ChartPoint::at(1'000'000 + i, 0.5));
            QTest::qWait(20);
            chart.grab();
        }
        qInfo("%lld ms a frame with a million points", timer.elapsed() / 5);
        QVERIFY(timer.elapsed() / 5 < 400);
    }

    void themeRecolours() {
        LineChart chart;
        chart.resize(500, 300);
        chart.addSeries({.name = "training"});
        chart.setPoints(0, losses(1, 100));
        chart.show();
        QTest::qWait(60);
        QTRY_VERIFY(colouredPixels(chart.grab().toImage(), Theme::light().surface) > 50'000);
        dressForPictures(ThemeChoice::Dark);
        QTRY_VERIFY(colouredPixels(chart.grab().toImage(), Theme::night().surface) > 50'000);
        QTRY_VERIFY(colouredPixels(chart.grab().toImage(), Theme::night().curve(0)) > 100);
    }

    void sparklineKeepsGapsAndGrows() {
        Sparkline line;
        line.setName("Gradient norm");
        line.append(1, 0.5);
        line.append(2, NAN);
        line.append(3, 0.25);
        line.append(3, 0.3);
        QCOMPARE(line.values().size(), 3);
        QCOMPARE(line.summary(), "Gradient norm 0.300 at step 3, from 0.500");
        line.resize(200, 40);
        line.grab();
    }

    void barsGatherCountsAndSayWhatIsCut() {
        Bars bars;
        bars.setAxisLabels("tokens", "rows");
        bars.setCounts({{3, 10}, {4, 20}, {90, 2}});
        bars.setCut(64, "cut at 64");
        QCOMPARE(bars.summary(), "tokens from 3 to 90, most often 4, 32 in all; 2 beyond 64");
        bars.resize(500, 240);
        const QImage image = bars.grab().toImage();
        QVERIFY(colouredPixels(image, Theme::light().curve(0)) > 50);
        QVERIFY(colouredPixels(image, Theme::light().warning) > 20);
    }

    void mapChoosesByMouseAndKeys() {
        ScatterMap map;
        map.resize(300, 300);
        map.setPoints({{0, 0, "a", {}}, {1, 1, "b", {}}, {1, 0, "c", {}}});
        QSignalSpy clicked(&map, &ScatterMap::clicked);
        QTest::keyClick(&map, Qt::Key_Right);
        QTest::keyClick(&map, Qt::Key_Right);
        QCOMPARE(map.selected(), 1);
        QTest::mouseClick(&map, Qt::LeftButton, {}, QPoint(22, 278));
        QCOMPARE(map.selected(), 0);
        QCOMPARE(clicked.size(), 3);
    }

    void pictures_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void pictures() {
        QFETCH(bool, dark);
        dressForPictures(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        QWidget all;
        auto* layout = new QVBoxLayout(&all);
        auto* chart = new LineChart;
        chart->setAxisLabels("step", "loss");
        chart->setExtent(300);
        chart->setSmoothing(0.9);
        chart->addSeries({.name = "training", .colour = 0});
        chart->addSeries(
            {.name = "validation", .colour = 1, .dash = Qt::DashLine, .smoothed = false, .dots = true});
        chart->addSeries({.name = "run 12", .colour = 2});
        chart->setPoints(0, losses(1, 212));
        chart->setPoints(1, {ChartPoint::at(0, 1.9), ChartPoint::at(50, 0.9), ChartPoint::at(100, 0.45),
                             ChartPoint::at(150, 0.37), ChartPoint::at(200, 0.39)});
        chart->setMarks(1, {{150, ChartMark::Kind::Best}});
        auto other = losses(1, 300);
        for (auto& point : other) point.y = point.low = point.high = point.y * 1.2;
        chart->setPoints(2, other);
        layout->addWidget(chart, 3);
        auto* bars = new Bars;
        QMap<qint64, qint64> counts;
        for (int i = 10; i < 120; ++i)
            counts[i] = int(300 * std::exp(-(i - 30) * (i - 30) / 500.0)) + (i % 7 == 0);
        bars->setCounts(counts);
        bars->setAxisLabels("tokens", "rows");
        bars->setCut(64, "cut at 64");
        layout->addWidget(bars, 2);
        all.resize(900, 800);
        all.show();
        QTest::qWait(60);
        for (int i = 0; i < 60; ++i) QTest::keyClick(chart, Qt::Key_Left);
        picture(all, QString("plots-%1").arg(dark ? "dark" : "light"));
    }
};

QTEST_MAIN(TestPlot)
#include "test_plot.moc"
