// SPDX-License-Identifier: GPL-3.0-or-later
// A number that changes while a run trains, with its way so far.
#pragma once

#include <functional>

#include "widgets/forms/card.h"
#include "widgets/plots/line_chart.h"

class QLabel;

namespace lathe {

class NumberLabel;
class Sparkline;

class MetricCard : public Card {
    Q_OBJECT
  public:
    /// `show` says how a value reads.
    MetricCard(const QString& title, int colour, std::function<QString(double)> show,
               QWidget* parent = nullptr);
    void setCaption(const QString& title);
    void setPoints(const QVector<ChartPoint>& points);
    void append(double step, double value);
    void setExtent(double steps);
    QString value() const;

  private:
    void say(double value);
    QLabel* caption_;
    NumberLabel* value_;
    Sparkline* line_;
    std::function<QString(double)> show_;
};

}  // namespace lathe
