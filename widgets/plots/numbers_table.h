// SPDX-License-Identifier: GPL-3.0-or-later
// A chart's numbers as a table model.
#pragma once

#include <QAbstractTableModel>

#include "widgets/plots/chart_widget.h"

namespace lathe {

class NumbersTable : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Role { ValueRole = Qt::UserRole };  ///< the plain value
    using QAbstractTableModel::QAbstractTableModel;
    void reset(ChartNumbers numbers);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    bool isNumber(int column) const;
    ChartNumbers numbers_;
};

}  // namespace lathe
