// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/example_list.h"
#include "widgets/plots/chart_widget.h"

namespace lathe {

/// Truth by prediction, each cell with its count and a shade of its share of the row. A cell is chosen by
/// mouse or arrow keys; Escape or a second click takes the choice back.
class ConfusionMatrix : public ChartWidget {
    Q_OBJECT
  public:
    explicit ConfusionMatrix(QWidget* parent = nullptr);
    void setConfusion(Confusion confusion);
    /// -1, -1: none.
    void choose(int truth, int prediction);
    int truth() const { return truth_; }
    int prediction() const { return prediction_; }
    QString summary() const override;
    ChartNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void chosen(int truth, int prediction);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    void restyle() override;

  private:
    QRectF cell(int truth, int prediction) const;
    bool cellAt(const QPointF& point, int& truth, int& prediction) const;
    double labelWidth() const;
    Confusion confusion_;
    int truth_ = -1, prediction_ = -1;
};

}  // namespace lathe
