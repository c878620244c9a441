// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/forms/card.h"
#include "widgets/models/sweep.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace lathe {

class Desk;
class NumberField;

/// Several runs from one recipe: the values of one or two options, how many runs that makes and how long they
/// take, and the button that puts them into the queue or trains them side by side.
class SweepCard : public Card {
    Q_OBJECT
  public:
    SweepCard(Desk& desk, const Catalogue& catalogue, QWidget* parent = nullptr);
    /// The recipe that is swept; empty where it is not complete.
    void setRecipe(const Json& recipe);
    /// What one run of the recipe takes; below 0: not known.
    void setSeconds(double seconds);

  private:
    void refresh();
    void begin();
    void trainTogether();
    std::int64_t lanes() const;
    struct Line {
        QComboBox* option = nullptr;
        QLineEdit* values = nullptr;
    };
    Desk& desk_;
    const Catalogue& catalogue_;
    Json recipe_;
    std::vector<Line> lines_;
    std::vector<Json> recipes_;
    NumberField* lanes_;
    QLabel* note_;
    QPushButton* queue_;
    double seconds_ = -1;
};

}  // namespace lathe
