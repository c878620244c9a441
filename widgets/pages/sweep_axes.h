// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

#include "core/spec/option.h"
#include "core/spec/sweep_plan.h"

class QComboBox;
class QLineEdit;

namespace lathe {

class NumberField;

/// What a sweep of the user's own varies: options with their values or ranges, all combinations or so many
/// drawn.
class SweepAxes : public QWidget {
    Q_OBJECT
  public:
    explicit SweepAxes(QWidget* parent = nullptr);
    /// Offers the options that apply to this recipe.
    void setRecipe(const Json& recipe, const Catalogue& catalogue);
    /// "key.path=v1,v2" of each line that has values.
    QStringList grids() const;
    /// How many are drawn; 0: all combinations.
    std::int64_t random() const;
    Result<std::vector<SweepSettings>> configurations() const;

  Q_SIGNALS:
    void edited();

  private:
    struct Line {
        QComboBox* option = nullptr;
        QLineEdit* values = nullptr;
    };
    std::vector<Line> lines_;
    NumberField* random_;
};

}  // namespace lathe
