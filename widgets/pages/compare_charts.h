// SPDX-License-Identifier: GPL-3.0-or-later
// What the compare page draws of its runs: curves over each other, an option against a metric, parallel
// coordinates, and which options go with the metric.
#pragma once

#include <QWidget>
#include <vector>

#include "core/spec/events.h"
#include "widgets/models/run_axes.h"
#include "widgets/models/run_colours.h"
#include "widgets/plots/line_chart.h"
#include "widgets/plots/run_chart.h"

class QComboBox;
class QLabel;
class QSlider;
class QPushButton;
class QStackedWidget;

namespace lathe {

class Card;
class Desk;
class ImportanceBars;
class ParallelChart;
class PointChart;
class SegmentedControl;

class CompareCharts : public QWidget {
    Q_OBJECT
  public:
    enum View { Curves, Scatter, Parallel, Importance };
    explicit CompareCharts(Desk& desk, QWidget* parent = nullptr);

    /// The runs that the table shows, in its order; `options`: paths at which they differ.
    void setRuns(std::vector<RunRow> rows, const QStringList& options, const RunColours& colours,
                 std::int64_t baseline);
    /// The chosen rows: their curves are drawn, their points stand out.
    void setChosen(const QVector<std::int64_t>& runs);
    void take(const Event& event);
    /// This run stands out in every view; 0: none.
    void light(std::int64_t run);
    /// How many of the chosen runs have a curve.
    int drawn() const { return int(drawn_.size()); }
    ChartWidget* current() const;
    void setView(View view);

  Q_SIGNALS:
    void lit(std::int64_t run);
    void picked(std::int64_t run);

  private:
    QWidget* makeCurveTools();
    QWidget* makeAxisTools();
    void draw();
    void drawCurves();
    void drawPoints();
    void drawLines();
    void drawImportance();
    void fillChoices();
    QVector<ChartPoint> pointsOf(const RunRow& row) const;
    std::vector<const RunRow*> pointers() const;
    RunMark mark(const RunRow& row) const;
    QString mainMetricName() const;
    QString metricKey() const;
    QString metricTitle() const;

    Desk& desk_;
    std::vector<RunRow> rows_;
    QStringList options_;
    RunColours colours_;
    std::int64_t baseline_ = 0;
    QVector<std::int64_t> chosen_, drawn_;  // drawn: runs by series of the chart
    Card* card_;
    SegmentedControl *view_, *metric_, *scale_;
    QWidget *curveTools_, *axisTools_;
    QComboBox *option_, *against_;
    QLabel *optionLabel_, *hint_;
    QStackedWidget* stack_;
    LineChart* chart_;
    PointChart* points_;
    ParallelChart* parallel_;
    ImportanceBars* importance_;
    QPushButton *asTable_, *allAgain_;
};

}  // namespace lathe
