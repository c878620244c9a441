// SPDX-License-Identifier: GPL-3.0-or-later
// What follows the mouse over a chart: a dotted line, a dot on each curve, and a box with the values. Drawn
// over the plot, so that moving the mouse draws no curve again.
#pragma once

#include <QColor>
#include <QVector>
#include <QWidget>

namespace lathe {

class ChartOverlay : public QWidget {
    Q_OBJECT
  public:
    explicit ChartOverlay(QWidget* parent);

    struct Line {
        QString text;
        QColor colour;
        QPointF dot;  ///< null: none
    };
    void setCrosshair(double x, const QRect& area, const QString& title, const QVector<Line>& lines);
    void hideCrosshair();
    bool crosshairShown() const { return shown_; }
    /// The box's text, for tests and screen readers.
    QString crosshairText() const;
    /// Text in the middle of an empty chart.
    void setNotice(const QString& text);
    void setFocusShown(bool shown);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    bool shown_ = false, focus_ = false;
    double x_ = 0;
    QRect area_;
    QString title_, notice_;
    QVector<Line> lines_;
};

}  // namespace lathe
