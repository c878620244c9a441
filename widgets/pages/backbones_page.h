// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/base/json.h"

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableWidget;

namespace lathe {

class Card;
class Desk;
class Notice;
class PageHeader;

/// The frozen models on this machine: what each is, what is wrong with it; adding and verifying them.
class BackbonesPage : public QWidget {
    Q_OBJECT
  public:
    explicit BackbonesPage(Desk& desk, QWidget* parent = nullptr);

  private:
    void ask();
    void fill(const Json& event);
    void showChosen();
    void add(const QString& path);
    void verify();
    Desk& desk_;
    PageHeader* header_;
    Notice* notice_;
    QStackedWidget* body_;
    QTableWidget* table_;
    Card* card_;
    QLabel* details_;
    QPushButton* verify_;
    QPushButton* use_;
    Json backbones_;
};

}  // namespace lathe
