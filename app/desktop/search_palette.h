// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl K: one line that finds pages, actions, runs and recipes.
#pragma once

#include <QFrame>
#include <functional>
#include <vector>

class QLineEdit;
class QListWidget;

namespace lathe {

struct Found {
    QString title;
    QString detail;  ///< what kind of thing it is, or its keys
    QString icon;
    std::function<void()> act;
};

/// The entries whose title holds every word of the query, in order; titles that start with it first.
std::vector<int> matching(const std::vector<Found>& entries, const QString& query);

class SearchPalette : public QFrame {
    Q_OBJECT
  public:
    explicit SearchPalette(QWidget* parent);
    /// Shows itself over its parent with these entries.
    void open(std::vector<Found> entries);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void filter();
    void choose();
    QLineEdit* line_;
    QListWidget* list_;
    std::vector<Found> entries_;
};

}  // namespace lathe
