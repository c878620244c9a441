// SPDX-License-Identifier: GPL-3.0-or-later
// All runs side by side: what was asked differently, what came of it, and charts of the chosen runs.
#pragma once

#include <QTimer>
#include <QWidget>

#include "core/spec/events.h"
#include "widgets/models/run_table_model.h"

class QCheckBox;
class QMenu;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace lathe {

class CompareCharts;
class Desk;
class EmptyState;
class InlineEdit;
class PageHeader;
class QueryEdit;
class RunDelegate;
class RunFilter;
class RunTools;

class ComparePage : public QWidget {
    Q_OBJECT
  public:
    explicit ComparePage(Desk& desk, QWidget* parent = nullptr);
    /// The runs of the chosen rows.
    QVector<std::int64_t> chosen() const;

  protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void makeHeader();
    QMenu* makeExportMenu();
    QWidget* makeContent();
    QWidget* makeTable();
    void readRuns();
    void readColumns();
    void readRanges();
    void setUserColumns(std::vector<RunColumn> columns);
    void takeOrder();
    void sayCount();
    void chooseColumns();
    void arrangeColumns();
    /// The room that a column's cells need to be read whole.
    int tableColumnHint(int column) const;
    void fillColumnMenu();
    void chooseFirst();
    void draw();
    void light(std::int64_t run);
    void pick(std::int64_t run);
    void showMenu(const QPoint& at);
    void pin();
    void setBaseline(std::int64_t run);
    void sayPinned();
    void saveTable(bool markdown);

    Desk& desk_;
    RunTableModel model_;
    RunFilter* filter_;
    PageHeader* header_;
    QueryEdit* text_;
    QCheckBox* differing_;
    QPushButton *columns_, *pin_, *export_;
    QMenu* columnMenu_;
    InlineEdit* edit_;
    RunTools* tools_;
    QStackedWidget* stack_;
    EmptyState* empty_;
    CompareCharts* charts_;
    QTableView* table_;
    RunDelegate* delegate_;
    QTimer redraw_;
    std::vector<RunColumn> userColumns_;  // empty: chosen by what differs
    bool columnsRead_ = false;
    bool stale_ = true;
    int width_ = 0;  // of the table, when its columns were arranged
};

}  // namespace lathe
