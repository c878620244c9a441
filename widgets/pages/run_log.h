// SPDX-License-Identifier: GPL-3.0-or-later
// What a run's worker said: time, step and text.
#pragma once

#include <QAbstractTableModel>
#include <QWidget>
#include <vector>

#include "core/project/runs.h"
#include "core/spec/events.h"

class QTableView;

namespace lathe {

class Desk;

class LogModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Time, Step, Text, Columns };
    using QAbstractTableModel::QAbstractTableModel;
    void setRows(std::vector<LogRow> rows);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// All lines, for the clipboard.
    QString plain() const;

  private:
    std::vector<LogRow> rows_;
};

class RunLogView : public QWidget {
    Q_OBJECT
  public:
    explicit RunLogView(Desk& desk, QWidget* parent = nullptr);
    void setRun(std::int64_t run);
    void renew();
    void copy() const;

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void read();
    Desk& desk_;
    LogModel model_;
    QTableView* table_;
    std::int64_t run_ = 0;
    bool stale_ = true;
};

}  // namespace lathe
