// SPDX-License-Identifier: GPL-3.0-or-later
// Points on a plane with words beside them: the prompt among its neighbours.
#pragma once

#include <QVector>

#include "widgets/plots/chart_widget.h"

namespace lathe {

class ScatterMap : public ChartWidget {
    Q_OBJECT
  public:
    struct Point {
        double x = 0, y = 0;
        QString label;           ///< beside the point where there is room
        QVector<QPointF> trail;  ///< where it was before, oldest first
        bool word = false;       ///< a word among the soft tokens: smaller and without colour
    };
    explicit ScatterMap(QWidget* parent = nullptr);
    void setPoints(QVector<Point> points);
    /// Faint points behind (vocabulary).
    void setBackdrop(QVector<QPointF> points);
    void setSelected(int index);
    int selected() const { return selected_; }
    void setEmptyText(const QString& text);

    QString summary() const override;
    ChartNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void clicked(int index);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

  private:
    QPointF place(const QPointF& point) const;
    int at(const QPointF& position) const;

    QVector<Point> points_;
    QVector<QPointF> backdrop_;
    QRectF bounds_;
    QString emptyText_;
    int selected_ = -1;
};

}  // namespace lathe
