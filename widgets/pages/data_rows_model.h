// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <map>
#include <optional>

#include "core/project/data_sets.h"

namespace lathe {

class Desk;

/// A data set's rows, read a page at a time when they are shown; with a filter: those rows alone.
class DataRowsModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    explicit DataRowsModel(Desk& desk, QObject* parent = nullptr);
    /// Shows a split ("" for all) of a set, or nothing.
    void setData(const std::optional<DataSet>& set, const std::string& split);
    /// Offsets of rows within the split, in order; nothing: every row.
    void setFilter(std::optional<std::vector<std::int64_t>> offsets);
    /// A row's split and its place there, from 0; nothing where it can't be read.
    std::optional<std::pair<std::string, std::int64_t>> place(int row) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    const DataRow* row(int number) const;
    Desk& desk_;
    std::optional<DataSet> set_;
    std::string split_;
    std::optional<std::vector<std::int64_t>> filter_;
    int rows_ = 0;
    mutable std::map<std::int64_t, std::vector<DataRow>> pages_;
};

/// A field's value as one line.
QString fieldText(const Json& value);

}  // namespace lathe
