// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/data_rows_model.h"

#include "widgets/desk.h"

namespace lathe {
namespace {

constexpr std::int64_t kPage = 200;
constexpr std::size_t kMostPages = 16;

}  // namespace

QString fieldText(const Json& value) {
    if (value.isString()) return QString::fromStdString(value.string());
    return value.isNull() ? QString() : QString::fromStdString(value.dump());
}

DataRowsModel::DataRowsModel(Desk& desk, QObject* parent) : QAbstractTableModel(parent), desk_(desk) {}

void DataRowsModel::setData(const std::optional<DataSet>& set, const std::string& split) {
    beginResetModel();
    set_ = set;
    split_ = split;
    filter_.reset();
    pages_.clear();
    std::int64_t rows = 0;
    if (set)
        for (const auto& part : set->splits)
            if (split.empty() || part.name == split) rows += part.rows;
    rows_ = static_cast<int>(std::min<std::int64_t>(rows, 1 << 30));
    endResetModel();
}

void DataRowsModel::setFilter(std::optional<std::vector<std::int64_t>> offsets) {
    beginResetModel();
    filter_ = std::move(offsets);
    endResetModel();
}

int DataRowsModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid()) return 0;
    return filter_ ? static_cast<int>(filter_->size()) : rows_;
}

int DataRowsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || !set_ ? 0 : static_cast<int>(set_->fields.size()) + 2;
}

const DataRow* DataRowsModel::row(int number) const {
    if (!set_ || !desk_.project()) return nullptr;
    const std::int64_t offset = filter_ ? (*filter_)[static_cast<std::size_t>(number)] : number;
    const std::int64_t page = offset / kPage;
    auto found = pages_.find(page);
    if (found == pages_.end()) {
        auto rows = dataRows(*desk_.project(), set_->id, split_, page * kPage, kPage);
        if (!rows) return nullptr;
        if (pages_.size() >= kMostPages) pages_.clear();
        found = pages_.emplace(page, std::move(*rows)).first;
    }
    const auto place = static_cast<std::size_t>(offset - page * kPage);
    return place < found->second.size() ? &found->second[place] : nullptr;
}

std::optional<std::pair<std::string, std::int64_t>> DataRowsModel::place(int number) const {
    const DataRow* found = number >= 0 && number < rowCount() ? row(number) : nullptr;
    if (!found) return std::nullopt;
    const std::int64_t offset = filter_ ? (*filter_)[static_cast<std::size_t>(number)] : number;
    if (!split_.empty()) return std::pair(found->split, offset);
    const auto before = rowsBefore(*desk_.project(), set_->id, found->split, found->row);
    if (!before) return std::nullopt;
    return std::pair(found->split, *before);
}

QVariant DataRowsModel::data(const QModelIndex& index, int role) const {
    if (role == Qt::TextAlignmentRole && index.column() == 0)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const DataRow* found = row(index.row());
    if (!found) return {};
    if (index.column() == 0)
        return role == Qt::DisplayRole ? QVariant(QString::number(found->row)) : QVariant();
    if (index.column() == 1)
        return role == Qt::DisplayRole ? QVariant(QString::fromStdString(found->split)) : QVariant();
    QString text = fieldText(found->fields[set_->fields[static_cast<std::size_t>(index.column() - 2)]]);
    if (role == Qt::ToolTipRole) return text.left(2000);
    return text.left(500).replace(QLatin1Char('\n'), QChar(0x23CE));
}

QVariant DataRowsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == 0 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole || !set_) return {};
    if (section == 0) return tr("Row");
    if (section == 1) return tr("Split");
    return QString::fromStdString(set_->fields[static_cast<std::size_t>(section - 2)]);
}

}  // namespace lathe
