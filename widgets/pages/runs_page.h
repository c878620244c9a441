// SPDX-License-Identifier: GPL-3.0-or-later
// The run that trains now, or any other: its curves as they grow, what it can be asked, and all runs below.
#pragma once

#include <QSet>
#include <QTimer>
#include <QWidget>
#include <map>

#include "core/spec/events.h"
#include "widgets/models/run_table_model.h"

class QLabel;
class QMenu;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace lathe {

class Chip;
class Desk;
class EmptyState;
class InlineEdit;
class Notice;
class PageHeader;
class RunCharts;
class RunFilter;
class RunLogView;
class RunSamples;
class RunTools;
class SegmentedControl;

class RunsPage : public QWidget {
    Q_OBJECT
  public:
    explicit RunsPage(Desk& desk, QWidget* parent = nullptr);
    ~RunsPage() override;

  protected:
    void hideEvent(QHideEvent* event) override;

  private:
    QWidget* makeContent();
    void makeHeader();
    QWidget* makeTable();
    QWidget* makeBelow();
    void showBelow(int which);
    void readRuns();
    void showRun(std::int64_t run);
    void heard(const Event& event);
    void sayHeader();
    void sayState();
    void choose(const QModelIndex& index);
    void selectRow();

    void resume();
    void fillMenu(QMenu& menu, std::int64_t run);
    void addDeleted(QMenu& menu);
    void askLonger(std::int64_t run);
    void remove(std::int64_t run);
    void undoRemoval();
    void finishRemoval();
    const RunRow* row() const { return model_.find(run_); }

    Desk& desk_;
    RunTableModel model_;
    RunFilter* filter_;
    std::int64_t run_ = 0;
    double secondsLeft_ = -1;
    std::map<std::int64_t, QString> warnings_;  // the last said of a run

    PageHeader* header_;
    Chip* state_;
    QLabel* left_;
    QPushButton *pause_, *stop_, *resume_, *prompt_, *branch_, *more_;
    Notice *notice_, *removal_;
    InlineEdit* edit_;
    RunTools* tools_;
    QStackedWidget* stack_;
    EmptyState* empty_;
    RunCharts* charts_;
    SegmentedControl* below_;
    QStackedWidget* belowStack_;
    QPushButton *otherRows_, *copyLog_;
    QTableView* table_;
    RunSamples* samples_;
    RunLogView* log_;
    QTimer removalTimer_;
    std::int64_t removing_ = 0;
};

}  // namespace lathe
