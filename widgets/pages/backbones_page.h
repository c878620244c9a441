// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/base/json.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableWidget;

namespace lathe {

class Card;
class Desk;
class FetchPanel;
class Notice;
class PageHeader;

/// The frozen models on this machine: what each is, what is wrong with it; finding, adding, fetching,
/// verifying and removing them.
class BackbonesPage : public QWidget {
    Q_OBJECT
  public:
    explicit BackbonesPage(Desk& desk, QWidget* parent = nullptr);

  private:
    void makeHeader();
    QWidget* makeList();
    void makeDetails();
    void ask();
    void fill(const Json& event);
    void filter();
    void showChosen();
    void chooseFile(bool folder);
    void add(const QString& path);
    void verify();
    void askRemoval();
    void remove(const Json& entry);
    void reveal();
    /// The chosen entry of the list, or null.
    const Json* chosen() const;
    Desk& desk_;
    PageHeader* header_;
    Notice* notice_;
    FetchPanel* fetch_;
    QLineEdit* search_;
    QStackedWidget* body_;
    QTableWidget* table_;
    QLabel* none_;
    Card* card_;
    QLabel* details_;
    QPushButton* verify_;
    QPushButton* use_;
    Json backbones_;
    Json removing_;  ///< what the notice asks about
};

}  // namespace lathe
