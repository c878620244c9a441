// SPDX-License-Identifier: GPL-3.0-or-later
// Parallel coordinates: a run is a line through its value on each axis. Dragging along an axis keeps the runs
// whose values lie in that span; a click on the axis lets all in again.
#pragma once

#include <map>
#include <utility>

#include "widgets/plots/axis_scale.h"
#include "widgets/plots/run_chart.h"

namespace lathe {

class ParallelChart : public RunChart {
    Q_OBJECT
  public:
    using RunChart::RunChart;
    struct Axis {
        QString title;
        AxisScale scale;
    };
    struct Line {
        RunMark mark;
        QVector<double> values;  ///< one an axis; NaN: the line has a gap there
    };
    /// Spans stay on axes that are still there.
    void setLines(QVector<Axis> axes, QVector<Line> lines);
    const QVector<Axis>& axes() const { return axes_; }
    /// Keeps runs from `low` to `high` (0 to 1 along the axis).
    void setSpan(int axis, double low, double high);
    void clearSpans();
    /// The runs that every span keeps.
    QVector<qint64> kept() const;

    QString summary() const override;
    ChartNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void spansChanged();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    qint64 runAt(const QPointF& point) const override;
    QVector<qint64> runs() const override;
    QString describe(qint64 run) const override;

  private:
    QRectF area() const;
    double axisX(int axis) const;
    int axisAt(const QPointF& point) const;
    QPointF place(int axis, double value) const;
    bool isKept(const Line& line) const;
    void paintAxis(QPainter& painter, int axis) const;
    void paintLine(QPainter& painter, const Line& line, const QColor& colour, double width) const;
    QVector<Axis> axes_;
    QVector<Line> lines_;
    std::map<QString, std::pair<double, double>> spans_;  // by the axis' title
    int dragged_ = -1;
    double from_ = 0;
};

}  // namespace lathe
