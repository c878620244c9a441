// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>
#include <optional>

#include "core/project/data_sets.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace lathe {

class DataRowsModel;
class DataScan;
class DataStatistics;
class Desk;
class ImportPanel;
class PageHeader;
class RecipePreview;
class TwinsCard;

/// The project's data sets: rows by split, what they hold, how long they are, and the import of new ones.
class DataPage : public QWidget {
    Q_OBJECT
  public:
    explicit DataPage(Desk& desk, QWidget* parent = nullptr);
    /// Shows a file's first rows and offers to import it.
    void importFile(const QString& path);

  private:
    enum Shown { kNothing, kImport, kSets };
    QWidget* makeSets();
    void chooseFile();
    void read(const QString& wanted = {});
    void showSet();
    void showSplit();
    void showTwins(const std::vector<std::int64_t>& offsets);
    void search();
    void showFound();
    void removeSet();
    void showTokens();
    std::string split() const;

    Desk& desk_;
    PageHeader* header_;
    QStackedWidget* body_;
    class EmptyState* empty_;
    ImportPanel* import_;
    QListWidget* list_;
    QTableView* table_;
    DataRowsModel* model_;
    class SegmentedControl* splitChoice_ = nullptr;
    QWidget* splitPlace_;
    QLineEdit* search_;
    QLabel* count_;
    QPushButton* remove_;
    DataScan* finder_;
    DataStatistics* statistics_;
    TwinsCard* twins_;
    RecipePreview* preview_;
    QTimer soon_;
    std::vector<DataSet> sets_;
    std::optional<DataSet> set_;
};

}  // namespace lathe
