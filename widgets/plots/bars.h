// SPDX-License-Identifier: GPL-3.0-or-later
// A histogram over whole numbers (token lengths, rows a label), with a line where something is cut.
#pragma once

#include <QMap>
#include <optional>

#include "widgets/plots/chart_widget.h"

namespace lathe {

class Bars : public ChartWidget {
    Q_OBJECT
  public:
    explicit Bars(QWidget* parent = nullptr);
    /// value -> how often; gathered into as many bars as fit.
    void setCounts(const QMap<qint64, qint64>& counts);
    /// Bars right of this value are drawn in the warning colour; `label` stands at the line.
    void setCut(std::optional<qint64> at, const QString& label = {});
    void setAxisLabels(const QString& values, const QString& counts);

    QString summary() const override;
    ChartNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Bar {
        qint64 from = 0, to = 0;  ///< inclusive
        qint64 count = 0;
    };
    QVector<Bar> bars(int most) const;
    QRectF area() const;
    qint64 reach() const;

    QMap<qint64, qint64> counts_;
    std::optional<qint64> cut_;
    QString cutLabel_, valueLabel_, countLabel_;
};

}  // namespace lathe
