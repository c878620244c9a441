// SPDX-License-Identifier: GPL-3.0-or-later
// Shares as bars with a name at the left, what it is at the right, and a line at what chance alone reaches.
#pragma once

#include "widgets/plots/chart_widget.h"

namespace lathe {

class ImportanceBars : public ChartWidget {
    Q_OBJECT
  public:
    explicit ImportanceBars(QWidget* parent = nullptr);
    struct Bar {
        QString key, name;
        double share = 0, chance = 0;  ///< 0 to 1
        QString said;                  ///< "ρ −0.82"
    };
    void setBars(QVector<Bar> bars);
    const QVector<Bar>& bars() const { return bars_; }
    void setEmptyText(const QString& text);

    QString summary() const override;
    ChartNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// A bar was clicked, or chosen with Return.
    void clicked(const QString& key);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

  private:
    double rowHeight() const;
    int at(const QPointF& point) const;
    QVector<Bar> bars_;
    QString emptyText_;
    int current_ = 0;
};

}  // namespace lathe
