// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/forms/card.h"
#include "widgets/pages/data_twins.h"

class QLabel;

namespace lathe {

/// What stands more than once in a data set, each with a button that shows its rows.
class TwinsCard : public Card {
    Q_OBJECT
  public:
    explicit TwinsCard(Desk& desk, QWidget* parent = nullptr);
    /// Looks through a set, unless it is the one that was looked through last.
    void look(const DataSet& set, const std::string& classField);

  Q_SIGNALS:
    /// Offsets among all rows of the set.
    void rowsWanted(const std::vector<std::int64_t>& offsets);

  private:
    void fill();
    DataTwins* twins_;
    QLabel* note_;
    QWidget* list_ = nullptr;
    std::string looked_;
};

}  // namespace lathe
