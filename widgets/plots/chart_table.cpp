// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/chart_table.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/show.h"

namespace lathe {

void ChartTable::reset(const QString& xName, const QVector<Column>& columns) {
    beginResetModel();
    xName_ = xName;
    names_.clear();
    xs_.clear();
    values_.clear();
    for (const auto& column : columns)
        for (const auto& point : *column.points) xs_.append(point.x);
    std::sort(xs_.begin(), xs_.end());
    xs_.erase(std::unique(xs_.begin(), xs_.end()), xs_.end());
    for (const auto& column : columns) {
        names_.append(column.name);
        QVector<double> values(xs_.size(), std::numeric_limits<double>::quiet_NaN());
        qsizetype row = 0;
        for (const auto& point : *column.points) {  // points come in order of x
            while (row < xs_.size() && xs_[row] < point.x) ++row;
            if (row < xs_.size()) values[row] = point.y;
        }
        values_.append(values);
    }
    endResetModel();
}

ChartNumbers ChartTable::numbers() const {
    ChartNumbers numbers;
    numbers.header << xName_ << names_;
    numbers.rows.reserve(xs_.size());
    for (qsizetype row = 0; row < xs_.size(); ++row) {
        QVector<QVariant> cells{xs_[row]};
        for (const auto& column : values_) cells.append(column[row]);
        numbers.rows.append(cells);
    }
    return numbers;
}

int ChartTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(xs_.size());
}
int ChartTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 1 + int(names_.size());
}

QVariant ChartTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    if (index.column() == 0) return showNumber(xs_[index.row()]);
    const double value = values_[index.column() - 1][index.row()];
    return std::isfinite(value) ? showNumber(value) : QString();
}

QVariant ChartTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    return section == 0 ? xName_ : names_.value(section - 1);
}

}  // namespace lathe
