// SPDX-License-Identifier: GPL-3.0-or-later
// Runs as points: an option along, a metric up.
#pragma once

#include "widgets/plots/axis_scale.h"
#include "widgets/plots/run_chart.h"

namespace lathe {

class PointChart : public RunChart {
    Q_OBJECT
  public:
    using RunChart::RunChart;
    struct Axis {
        QString title;
        AxisScale scale;
    };
    struct Point {
        RunMark mark;
        double x = 0, y = 0;
    };
    /// Points that lack a value are left out.
    void setPoints(const Axis& x, const Axis& y, QVector<Point> points);
    const QVector<Point>& points() const { return points_; }

    QString summary() const override;
    ChartNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    qint64 runAt(const QPointF& point) const override;
    QVector<qint64> runs() const override;
    QString describe(qint64 run) const override;

  private:
    QRectF area() const;
    QPointF place(const Point& point) const;
    void paintAxes(QPainter& painter, const QRectF& inner) const;
    Axis x_, y_;
    QVector<Point> points_;  // by x
};

}  // namespace lathe
