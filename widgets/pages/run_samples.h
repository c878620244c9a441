// SPDX-License-Identifier: GPL-3.0-or-later
// What a run answered to a few validation rows at each evaluation: how it learned them.
#pragma once

#include <QAbstractTableModel>
#include <QWidget>
#include <vector>

#include "core/project/run_views.h"

class QLabel;
class QTableView;

namespace lathe {

class Desk;

class SampleModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    struct Row {
        std::int64_t row = 0;
        QString text, truth;
        std::vector<StepPrediction> answers;
    };
    enum Column { Text, Truth, FirstStep };
    using QAbstractTableModel::QAbstractTableModel;
    /// `steps`: those shown, in order.
    void setRows(std::vector<Row> rows, std::vector<std::int64_t> steps);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    const StepPrediction* answer(const QModelIndex& index) const;
    std::vector<Row> rows_;
    std::vector<std::int64_t> steps_;
};

class RunSamples : public QWidget {
    Q_OBJECT
  public:
    explicit RunSamples(Desk& desk, QWidget* parent = nullptr);
    /// 0: none. Reads when it is shown.
    void setRun(std::int64_t run);
    /// Something was evaluated, or rows changed.
    void renew();
    /// Other rows of the same evaluation.
    void next();

  protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void read();
    void arrange();
    Desk& desk_;
    SampleModel model_;
    QTableView* table_;
    QLabel* empty_;
    std::int64_t run_ = 0, shift_ = 0;
    bool stale_ = true;
};

}  // namespace lathe
