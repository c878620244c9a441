// SPDX-License-Identifier: GPL-3.0-or-later
// A small curve without axes, for cards and table cells.
#pragma once

#include <QVector>

#include "widgets/plots/chart_widget.h"

namespace lathe {

/// Paints values as a line into a rectangle, at most one minimum and maximum a pixel; gaps where values are
/// not finite.
void paintSparkline(QPainter& painter, const QRectF& area, const QVector<double>& xs,
                    const QVector<double>& ys, double extent, const QColor& colour, double width = 1.5);

class Sparkline : public ChartWidget {
    Q_OBJECT
  public:
    explicit Sparkline(QWidget* parent = nullptr);
    void setName(const QString& name);
    void setColour(int index);  ///< among the theme's curves
    void setExtent(double x);
    void setPoints(QVector<double> xs, QVector<double> ys);
    /// A value behind the others; where x is not beyond the last one, later values are dropped first.
    void append(double x, double y);
    void clear();
    const QVector<double>& values() const { return ys_; }

    QString summary() const override;
    ChartNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString name_;
    int colour_ = 0;
    double extent_ = 0;
    QVector<double> xs_, ys_;
};

}  // namespace lathe
