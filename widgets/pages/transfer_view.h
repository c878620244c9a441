// SPDX-License-Identifier: GPL-3.0-or-later
// Each chosen run on each chosen data set (Lester et al. 2021, section 5): the matrix as colours and numbers,
// and measuring what is missing of it.
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/models/transfer_matrix.h"

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;

namespace lathe {

class Desk;
class HeatMap;

class TransferView : public QWidget {
    Q_OBJECT
  public:
    explicit TransferView(Desk& desk, QWidget* parent = nullptr);
    /// Reads runs and data sets anew; what was chosen stays.
    void read();
    const TransferMatrix& matrix() const { return matrix_; }

  private:
    QWidget* makeChoice();
    void draw();
    void show();
    void measure();
    Desk& desk_;
    std::vector<RunRow> runs_;
    std::vector<DataSet> sets_;
    TransferMatrix matrix_;
    QListWidget *runList_, *dataList_;
    QComboBox* metric_;
    HeatMap* map_;
    QLabel* said_;
    QPushButton* measure_;
    bool filling_ = false, began_ = false;
};

}  // namespace lathe
