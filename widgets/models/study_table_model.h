// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep's configurations as rows: what they set, what they reached, and their runs.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include "core/project/sweep_table.h"
#include "core/spec/option.h"

namespace lathe {

class StudyTableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Role { PlainRole = Qt::UserRole };  ///< the plain number or text, for sorting
    explicit StudyTableModel(const Catalogue& catalogue, QObject* parent = nullptr);
    void setTable(SweepTable table);
    const SweepTable& table() const { return table_; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    enum Column { kMean, kDeviation, kSeeds, kRuns, kColumns };
    QVariant plain(const SweepLine& line, int column) const;
    QString shown(const SweepLine& line, int column) const;

    const Catalogue& catalogue_;
    SweepTable table_;
    std::vector<std::string> keys_;
    QStringList labels_;  ///< of the keys: a view may still ask when the catalogue is gone
};

}  // namespace lathe
