// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "widgets/forms/card.h"

class QListWidget;
class QPushButton;

namespace lathe {

class Desk;

/// Runs that wait for their turn: their order by drag, taken out by Delete, held and let go. Hidden while
/// none waits.
class QueueCard : public Card {
    Q_OBJECT
  public:
    explicit QueueCard(Desk& desk, QWidget* parent = nullptr);

  private:
    void fill();
    void takeOrder();
    void removeChosen();
    Desk& desk_;
    QListWidget* list_;
    QPushButton* hold_;
    QPushButton* remove_;
    bool filling_ = false;
};

}  // namespace lathe
