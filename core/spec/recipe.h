// SPDX-License-Identifier: Apache-2.0
// A recipe says all that decides a run's result (DESIGN.md, section 3).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/spec/option.h"

namespace lathe {

/// A checked recipe: every option that applies has a value of its type, so reading one cannot fail. Asking
/// for a key that does not exist is a mistake of ours (assert).
class Recipe {
  public:
    explicit Recipe(Json complete) : json_(std::move(complete)) {}
    const Json& json() const { return json_; }
    bool has(std::string_view path) const;
    std::string text(std::string_view path) const;
    std::int64_t integer(std::string_view path) const;
    double number(std::string_view path) const;
    bool flag(std::string_view path) const;
    std::string name() const { return text("name"); }

  private:
    Json json_;
};

/// The options that apply to this (perhaps incomplete or wrong) recipe, in the order of a form.
std::vector<Option> applicableOptions(const Json& recipe, const Catalogue& catalogue);
/// Everything that is wrong, each with `where` = the key's path: unknown keys (with the nearest known), wrong
/// types, values out of range ("method.tokens: 0 is not allowed; give 1 to 4096"), keys that do not apply.
/// Empty: it is right.
std::vector<Error> recipeProblems(const Json& recipe, const Catalogue& catalogue);
/// The recipe with every default filled in, or the first problem (a bad call).
Result<Recipe> checkRecipe(const Json& recipe, const Catalogue& catalogue);
/// Applies "key.path=value": the value is read as JSON where it is, else as text. Keys that applied before
/// and no longer do (those of the kind that was replaced, and choices that the new one does not know) are
/// dropped, so that one assignment can change a kind.
Result<> setOption(Json& recipe, std::string_view assignment, const Catalogue& catalogue);
/// Keys at which two complete recipes differ, with both values.
struct Difference {
    std::string key;
    Json left, right;
};
std::vector<Difference> differences(const Json& left, const Json& right);

}  // namespace lathe
