// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include "core/project/sweep_table.h"
#include "core/spec/option.h"

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace lathe {

class Card;
class Desk;
class EmptyState;
class PageHeader;
class SegmentedControl;
class StudyChart;
class StudyPanel;
class StudyTableModel;
class TransferView;

/// The project's studies and sweeps: what each configuration reached, as a chart and as a table, and new
/// ones.
class StudiesPage : public QWidget {
    Q_OBJECT
  public:
    explicit StudiesPage(Desk& desk, QWidget* parent = nullptr);
    /// Offers a new study of this recipe (null: the draft's).
    void begin(const Json& recipe = {});

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    enum Shown { kNothing, kNew, kStudies, kTransfer };
    void showTransfer(bool on);
    void makeActions();
    QWidget* makeStudies();
    void read(const QString& wanted = {});
    void changed();
    void showSweep();
    void showTable();
    void draw();
    void sayState();
    void stopOrGoOn();
    void useBest();
    void exportCsv();
    void saveChart();
    QString current() const;
    QString rowText(const SweepTable& table) const;

    Desk& desk_;
    Catalogue catalogue_;
    PageHeader* header_;
    SegmentedControl* what_;
    QPushButton* new_;
    QPushButton* work_;  ///< stops, or goes on
    QPushButton* best_;
    QPushButton* csv_;
    QStackedWidget* body_;
    EmptyState* empty_;
    StudyPanel* panel_;
    TransferView* transfer_;
    QListWidget* list_;
    Card* chartCard_;
    QComboBox* over_;
    StudyChart* chart_;
    QTableView* table_;
    StudyTableModel* model_;
    QLabel* state_;
    QTimer soon_;
    std::vector<SweepRow> sweeps_;
    std::string shownOver_;
    QString begun_;  ///< was started here and is not in the project yet
    bool stale_ = true;
};

}  // namespace lathe
