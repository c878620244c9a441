// SPDX-License-Identifier: GPL-3.0-or-later
// A chart's numbers as a table: a row for each x that any series has.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <QVector>

#include "widgets/plots/line_chart.h"

namespace lathe {

class ChartTable : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;
    struct Column {
        QString name;
        const QVector<ChartPoint>* points = nullptr;
    };
    void reset(const QString& xName, const QVector<Column>& columns);

    ChartNumbers numbers() const;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    QString xName_;
    QStringList names_;
    QVector<double> xs_;
    QVector<QVector<double>> values_;  // by column, as long as xs_; NaN where a series has none
};

}  // namespace lathe
