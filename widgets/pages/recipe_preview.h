// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/base/json.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace lathe {

class Desk;
class TokenView;

/// One row of the data as the model sees it with this recipe, and steps through the rows.
class RecipePreview : public QWidget {
    Q_OBJECT
  public:
    explicit RecipePreview(Desk& desk, QWidget* parent = nullptr);
    /// Asks for the row with this recipe; a null recipe says that there is nothing to show, and why.
    void setRecipe(const Json& recipe, const QString& why = {});
    /// Shows this row of a split, counted from 0.
    void setRow(const std::string& split, std::int64_t offset);
    std::int64_t offset() const { return offset_; }

  private:
    void ask();
    void fill(const Json& event);
    void step(int by);
    Desk& desk_;
    Json recipe_;
    std::string split_ = "train";
    QLabel* line_;
    QPushButton* back_;
    QPushButton* next_;
    TokenView* tokens_;
    QLineEdit* number_;
    std::int64_t offset_ = 2, rows_ = 0, asked_ = 0;
};

}  // namespace lathe
