// SPDX-License-Identifier: GPL-3.0-or-later
// A run's curves: loss large at the left, its other numbers as cards at the right; they grow with its events.
#pragma once

#include <QWidget>
#include <vector>

#include "core/project/runs.h"
#include "core/spec/events.h"
#include "widgets/plots/line_chart.h"

class QLabel;
class QMenu;
class QPushButton;
class QSlider;

namespace lathe {

class Card;
class Desk;
class MetricCard;
class SegmentedControl;
class Tile;

class RunCharts : public QWidget {
    Q_OBJECT
  public:
    explicit RunCharts(Desk& desk, QWidget* parent = nullptr);

    /// Reads this run's curves; null: none.
    void setRun(const RunRow* row);
    /// The run's row changed (state, best step).
    void update(const RunRow& row);
    void take(const Event& event);
    /// Runs that can be laid over the chart.
    void setOthers(std::vector<RunRow> runs);
    void setOverlays(const QVector<std::int64_t>& runs);
    QVector<std::int64_t> overlays() const { return overlays_; }
    LineChart& chart() { return *chart_; }

  private:
    QWidget* makeChartCard();
    QWidget* makeSide();
    void readCurves();
    void fillOverlayMenu();
    void drawOverlays();
    void placeMarks();
    void readEvents();
    int colour(std::int64_t run) const;
    void sayAccuracy();

    Desk& desk_;
    RunRow row_;
    std::vector<RunRow> others_;
    QVector<std::int64_t> overlays_;
    QVector<ChartPoint> validationLoss_, metric_;
    QVector<ChartEvent> events_;
    QString metricName_;
    LineChart* chart_;
    QSlider* smoothing_;
    QLabel* smoothingText_;
    SegmentedControl* scale_;
    QPushButton *overlay_, *table_, *save_;
    QMenu* overlayMenu_;
    Tile *accuracy_, *best_;
    MetricCard *metricCard_, *rate_, *gradient_, *speed_, *memory_;
};

}  // namespace lathe
