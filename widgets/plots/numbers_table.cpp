// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/numbers_table.h"

#include <algorithm>
#include <cmath>

#include "widgets/show.h"

namespace lathe {
namespace {

bool isNumeric(const QVariant& value) {
    return value.typeId() == QMetaType::Double || value.typeId() == QMetaType::Int ||
           value.typeId() == QMetaType::LongLong;
}

}  // namespace

void NumbersTable::reset(ChartNumbers numbers) {
    beginResetModel();
    numbers_ = std::move(numbers);
    endResetModel();
}

int NumbersTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(numbers_.rows.size());
}
int NumbersTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(numbers_.header.size());
}

bool NumbersTable::isNumber(int column) const {
    return std::all_of(numbers_.rows.begin(), numbers_.rows.end(), [column](const auto& row) {
        const QVariant value = row.value(column);
        return !value.isValid() || isNumeric(value);
    });
}

QVariant NumbersTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const QVariant value = numbers_.rows[index.row()].value(index.column());
    const bool none = isNumeric(value) && !std::isfinite(value.toDouble());
    if (role == ValueRole) return none ? QVariant() : value;
    if (role == Qt::TextAlignmentRole)
        return int((isNumeric(value) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    if (none || !value.isValid()) return QString();
    return isNumeric(value) ? showNumber(value.toDouble()) : value.toString();
}

QVariant NumbersTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(numbers_.header.value(section)) : QVariant();
}

}  // namespace lathe
