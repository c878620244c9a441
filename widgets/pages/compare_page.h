// SPDX-License-Identifier: GPL-3.0-or-later
// All runs side by side: what was asked differently, what came of it, and the chosen runs' curves over each
// other.
#pragma once

#include <QTimer>
#include <QWidget>

#include "core/spec/events.h"
#include "widgets/models/run_table_model.h"
#include "widgets/plots/line_chart.h"

class QCheckBox;
class QMenu;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace lathe {

class Card;
class Desk;
class EmptyState;
class PageHeader;
class QueryEdit;
class RunFilter;
class SegmentedControl;

class ComparePage : public QWidget {
    Q_OBJECT
  public:
    explicit ComparePage(Desk& desk, QWidget* parent = nullptr);

  protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void makeHeader();
    QWidget* makeContent();
    void readRuns();
    void readColumns();
    void setUserColumns(std::vector<RunColumn> columns);
    void takeOrder();
    void sayCount();
    void chooseColumns();
    void arrangeColumns();
    void fillColumnMenu();
    QVector<std::int64_t> chosen() const;
    void chooseFirst();
    void drawChosen();
    void heard(const Event& event);
    void lightRow(const QModelIndex& index);
    void pin();
    void sayPinned();
    QVector<ChartPoint> pointsOf(const RunRow& row) const;
    QString thirdMetric() const;

    Desk& desk_;
    RunTableModel model_;
    RunFilter* filter_;
    PageHeader* header_;
    QueryEdit* text_;
    QCheckBox* differing_;
    QPushButton *columns_, *pin_, *export_;
    QMenu* columnMenu_;
    QStackedWidget* stack_;
    EmptyState* empty_;
    Card* chartCard_;
    LineChart* chart_;
    SegmentedControl *metric_, *scale_;
    QTableView* table_;
    QVector<std::int64_t> drawn_;  // runs by series of the chart
    QTimer redraw_;
    std::vector<RunColumn> userColumns_;  // empty: chosen by what differs
    bool columnsRead_ = false;
    bool stale_ = true;
    int width_ = 0;  // of the table, when its columns were arranged
};

}  // namespace lathe
