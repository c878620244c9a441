// SPDX-License-Identifier: GPL-3.0-or-later
// The line chart's inside, a file a purpose: line_chart_data.cpp keeps the curves, line_chart_draw.cpp styles
// and fits them, line_chart_labels.cpp names their ends, line_chart_reading.cpp answers the mouse. Private.
#pragma once

#include <QMouseEvent>
#include <QPoint>
#include <QStackedLayout>
#include <QTableView>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "widgets/plots/chart_events.h"
#include "widgets/plots/chart_overlay.h"
#include "widgets/plots/chart_table.h"
#include "widgets/plots/line_chart.h"
#include "widgets/plots/plot_library.h"
#include "widgets/plots/smoothing.h"

namespace lathe {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// The lowest and highest of the finite values that were added.
struct Extremes {
    double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
    void add(double value) {
        if (!std::isfinite(value)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    bool empty() const { return low > high; }
};

struct LineChart::Impl {
    struct Series {
        SeriesLook look;
        QVector<ChartPoint> points;
        QVector<ChartMark> marks;
        Smoothing smoothing;
        Extremes line, raw, positive;  // of what is drawn, of the values and envelopes, of the values above 0
        bool shown = true, enveloped = false;
        double lastDrawn = kNone;
        QCPGraph *faintLine = nullptr, *line_ = nullptr, *low = nullptr, *high = nullptr;
        QCPGraph *evaluations = nullptr, *best = nullptr, *snapshots = nullptr;
        QCPItemText* label = nullptr;
        bool smooths(double weight) const { return look.smoothed && weight > 0; }
    };

    explicit Impl(LineChart* chart);

    // Data
    QCPGraph* graph(const char* layer);
    void make(Series& s);
    void drop(Series& s);
    /// Adds the point's drawn values, keeping sums that a redraw needs.
    double take(Series& s, const ChartPoint& point);
    void rebuild(Series& s);
    double valueAt(const Series& s, double x) const;
    void placeMarks(Series& s);
    void fillTable();

    // Drawing
    void schedule();
    void redraw();
    void fit();
    void style();
    void styleAxes();
    /// Sets one curve's pens; returns the room that its label needs behind the axis, or 0.
    double styleSeries(int index, bool dense);
    bool dimmed(int index) const { return highlighted >= 0 && highlighted != index; }

    // Labels
    /// Where a curve leaves the picture or ends, in pixels; nothing where that is not in sight.
    std::optional<QPointF> endOf(const Series& s) const;
    /// Puts the labels behind the ends of their curves, pushed apart where they would stand on each other.
    void placeLabels();

    // Reading
    /// The curve that the crosshair follows; -1: none has points.
    int primary() const;
    static qsizetype nearest(const QVector<ChartPoint>& points, double x);
    int curveAt(const QPointF& position) const;
    void follow(const QPointF& position);
    void showCrosshair(double x);
    void released(QMouseEvent* event);

    LineChart* self;
    QCustomPlot* plot;
    ChartOverlay* overlay;
    EventMarks* events;
    QTableView* view;
    ChartTable* table;
    QStackedLayout* stack;
    QTimer refresh;
    std::vector<std::unique_ptr<Series>> series;
    QString xName, yName, emptyText;
    double weight = 0, extent = 0;
    bool logarithmic = false, logarithmicX = false, zoomed = false, tableStale = true;
    int highlighted = -1, hovered = -1;
    double crosshair = kNone;
    QPoint pressed;
};

}  // namespace lathe
