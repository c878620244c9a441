// SPDX-License-Identifier: GPL-3.0-or-later
// Curves over steps: raw faint behind smoothed, labels at the curves' ends, zoom, crosshair, log scale, as
// table, as file.
#pragma once

#include <QVector>
#include <memory>

#include "widgets/plots/chart_widget.h"

class QAbstractItemModel;

namespace lathe {

struct ChartPoint {
    double x = 0, y = 0;
    double low = 0, high = 0;  ///< the envelope of a block; both equal to y for single steps
    static ChartPoint at(double x, double y) { return {x, y, y, y}; }
};

struct ChartMark {
    enum class Kind { Evaluation, Best, Snapshot };
    double x = 0;
    Kind kind = Kind::Evaluation;
};

/// Something that happened at an x: drawn along the axis, its text said by the crosshair.
struct ChartEvent {
    enum class Kind { Snapshot, Pause, Warning, Error };
    double x = 0;
    Kind kind = Kind::Snapshot;
    QString text;
};

struct SeriesLook {
    QString name;    ///< stands at the curve's end
    int colour = 0;  ///< index among the theme's curves
    Qt::PenStyle dash = Qt::SolidLine;
    bool smoothed = true;  ///< follows the smoothing; never for learning rates
    bool dots = false;     ///< a dot at each point (evaluations)
};

class LineChart : public ChartWidget {
    Q_OBJECT
  public:
    explicit LineChart(QWidget* parent = nullptr);
    ~LineChart() override;

    void setAxisLabels(const QString& x, const QString& y);
    /// The x axis reaches at least to here (a run's steps).
    void setExtent(double x);
    /// Shown where no series has a point.
    void setEmptyText(const QString& text);

    int addSeries(const SeriesLook& look);
    void setLook(int series, const SeriesLook& look);
    void clear();
    int seriesCount() const;
    void setPoints(int series, QVector<ChartPoint> points);
    /// A point behind the others; where x is not beyond the last one, later points are dropped first (a
    /// resumed run).
    void append(int series, const ChartPoint& point);
    QVector<ChartPoint> points(int series) const;
    /// The drawn values of a series (smoothed where it is).
    QVector<double> drawn(int series) const;
    void setMarks(int series, const QVector<ChartMark>& marks);
    void setEvents(const QVector<ChartEvent>& events);
    QVector<ChartEvent> events() const;
    void setSeriesShown(int series, bool shown);

    void setSmoothing(double weight);
    double smoothing() const;
    void setLogarithmic(bool on);
    bool logarithmic() const;
    /// The same along; what stands at 0 or below is left out.
    void setLogarithmicX(bool on);
    bool logarithmicX() const;
    /// One curve in full colour, the others faint; -1: all alike.
    void highlight(int series);

    /// The visible range as (from x, to x, from y, to y).
    QVector<double> visibleRange() const;
    void resetZoom();
    void zoom(double factor);

    /// Steps as rows, series as columns; follows the chart.
    QAbstractItemModel* table() const;
    void setShownAsTable(bool on) override;
    bool shownAsTable() const override;
    Result<> save(const QString& path) const override;
    QImage picture() const override;

    QString summary() const override;
    ChartNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void seriesHovered(int series);
    void seriesClicked(int series);

  protected:
    void restyle() override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace lathe
