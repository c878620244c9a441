// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <map>
#include <string>

#include "core/base/json.h"
#include "widgets/forms/card.h"

class QListWidget;
class QPushButton;

namespace lathe {

class Desk;

/// Runs that wait for their turn and how long they take: their order by drag or Alt Up and Down, taken out by
/// Delete, held and let go. Hidden while none waits.
class QueueCard : public Card {
    Q_OBJECT
  public:
    explicit QueueCard(Desk& desk, QWidget* parent = nullptr);

  private:
    void fill();
    void takeOrder();
    void removeChosen();
    void moveChosen(int by);
    void askSeconds();
    void say();
    Desk& desk_;
    QListWidget* list_;
    QPushButton* hold_;
    QPushButton* remove_;
    bool filling_ = false;
    std::map<std::string, double> seconds_;  ///< of one run, by what decides it; below 0: not known
    std::deque<std::pair<std::string, Json>> toAsk_;
    std::int64_t request_ = 0;
};

}  // namespace lathe
