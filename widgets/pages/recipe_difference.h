// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/option.h"
#include "widgets/forms/card.h"

class QLabel;
class QTableWidget;

namespace lathe {

/// What the recipe on the page says otherwise than another one, each with a way to take the other's value
/// over.
class RecipeDifference : public Card {
    Q_OBJECT
  public:
    explicit RecipeDifference(const Catalogue& catalogue, QWidget* parent = nullptr);
    /// Compares with this recipe from now on; null: with none, and the card hides itself.
    void setOther(const QString& name, const Json& recipe);
    void setRecipe(const Json& recipe);
    bool active() const { return !other_.isNull(); }

  Q_SIGNALS:
    /// The other's value is wanted.
    void taken(const std::string& key, const lathe::Json& value);

  private:
    void fill();
    const Catalogue& catalogue_;
    QTableWidget* table_;
    QLabel* note_;
    QString name_;
    Json other_, recipe_;
};

}  // namespace lathe
