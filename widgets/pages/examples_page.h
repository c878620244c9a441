// SPDX-License-Identifier: GPL-3.0-or-later
// What a run gets wrong: which class for which, the worst examples, and where two runs disagree.
#pragma once

#include <QTimer>
#include <QWidget>

#include "core/project/runs.h"
#include "widgets/models/example_model.h"

class QComboBox;
class QLabel;
class QStackedWidget;
class QTableView;

namespace lathe {

class Card;
class ConfusionMatrix;
class Desk;
class EmptyState;
class Notice;
class PageHeader;
class ScoreBars;
class SegmentedControl;

class ExamplesPage : public QWidget {
    Q_OBJECT
  public:
    explicit ExamplesPage(Desk& desk, QWidget* parent = nullptr);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void makeHeader();
    QWidget* makeContent();
    void readRuns();
    void readEvaluations();
    void load();
    void take(std::vector<Example> examples, bool compared);
    void filter();
    void showExample();
    QString textOf(std::int64_t row) const;

    Desk& desk_;
    PageHeader* header_;
    QComboBox *run_, *data_, *other_;
    SegmentedControl* kind_;
    QStackedWidget* stack_;
    EmptyState* empty_;
    Notice* notice_;
    Card* matrixCard_;
    ConfusionMatrix* matrix_;
    Card* listCard_;
    QLabel* count_;
    QTableView* table_;
    ExampleModel* model_;
    Card* detailCard_;
    QLabel* detail_;
    ScoreBars* scores_;
    Confusion confusion_;
    std::int64_t set_ = 0;  // the data set's id
    int asked_ = 0;         // readings, so that a late one is dropped
    bool stale_ = true;
};

}  // namespace lathe
