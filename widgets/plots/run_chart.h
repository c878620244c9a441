// SPDX-License-Identifier: GPL-3.0-or-later
// What charts of runs share: each run is a mark that lights up under the mouse and is chosen by a click.
#pragma once

#include <QColor>

#include "widgets/plots/chart_widget.h"
#include "widgets/theme.h"

namespace lathe {

struct RunMark {
    qint64 run = 0;
    QString name;
    int colour = 0;       ///< index among the theme's curves
    bool chosen = false;  ///< drawn in full colour, the others faint
};

class RunChart : public ChartWidget {
    Q_OBJECT
  public:
    explicit RunChart(QWidget* parent = nullptr);
    /// This run's mark stands out; 0: none.
    void light(qint64 run);
    qint64 lit() const { return lit_; }
    void setEmptyText(const QString& text);

  Q_SIGNALS:
    void hovered(qint64 run);
    void clicked(qint64 run);

  protected:
    /// The run under this point; 0: none.
    virtual qint64 runAt(const QPointF& point) const = 0;
    /// All runs in the order in which arrow keys go through them.
    virtual QVector<qint64> runs() const = 0;
    /// What the tooltip and screen readers say of a run.
    virtual QString describe(qint64 run) const = 0;
    QColor colourOf(const RunMark& mark, const Theme& theme) const;
    bool paintEmpty(QPainter& painter, bool empty) const;
    void paintFocus(QPainter& painter) const;

    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

  private:
    void hover(qint64 run);
    qint64 lit_ = 0;
    QString emptyText_;
};

}  // namespace lathe
