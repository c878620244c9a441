// SPDX-License-Identifier: GPL-3.0-or-later
// A grid over one or two options of a recipe: one recipe for each combination.
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "core/base/result.h"
#include "core/spec/option.h"

namespace lathe {

struct TypedAxis {
    std::string key;  ///< "optimizer.learning_rate"
    QString values;   ///< "0.01, 0.02, 0.03", as typed; texts with commas in double quotes
};

/// The most runs that one sweep makes.
inline constexpr std::size_t kMostSweepRuns = 200;

/// The values of a line as typed, each once.
QStringList sweepValues(const QString& line);
/// What may be swept in this recipe: numbers, choices and flags that apply to it.
std::vector<Option> sweepOptions(const Json& recipe, const Catalogue& catalogue);
/// Recipes in the grid's order, each named after its values; axes without values are left out. The error
/// names the option or the first recipe that is not possible.
Result<std::vector<Json>> sweepRecipes(const Json& recipe, const std::vector<TypedAxis>& axes,
                                       const Catalogue& catalogue);

}  // namespace lathe
