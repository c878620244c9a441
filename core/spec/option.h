// SPDX-License-Identifier: Apache-2.0
// Options describe themselves once: checking, --help, the recipe form, the run table's columns and the manual
// follow.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"

namespace lathe {

enum class OptionType { Boolean, Integer, Number, Text, Choice, Object };

/// One of a choice's values, with what it means.
struct Alternative {
    std::string value{};
    std::string label{};
    std::string help{};
};

/// An option applies where the value at `key` (a recipe path) is one of `values`.
struct Condition {
    std::string key{};
    std::vector<Json> values{};
};

/// One key of a recipe, by its full path ("method.init.kind"). A number or text is checked against `minimum`
/// and `maximum` (for text: its length in bytes, at least 1 unless the fallback is ""). An object maps names
/// to texts: at least one, none empty, all different.
struct Option {
    std::string key{};
    OptionType type = OptionType::Text;
    std::string label{};  ///< for forms and columns: "Soft tokens"
    std::string help{};   ///< one or two sentences
    std::string unit{};   ///< "steps", "seconds"; empty: none
    Json fallback{};      ///< the default; null: must be given, or may stay out where `optional`
    bool optional = false;
    double minimum = -1e300;
    double maximum = 1e300;
    bool exclusiveMinimum = false;           ///< minimum itself is not allowed
    std::vector<Alternative> choices{};      ///< for Choice
    std::vector<std::string> alsoAllowed{};  ///< words that stand beside a number or flag ("auto")
    std::vector<Condition> when{};  ///< all must hold; otherwise the key does not apply and is refused
    bool advanced = false;          ///< folded away in the form
    std::string instead{};  ///< the key that may stand in this one's place ("training.epochs"); never both
};

/// A value of a kind (a method, an optimizer, a task): its name and the options that come with it.
struct Kind {
    std::string name{};   ///< as in recipes: "prompt_tuning"
    std::string label{};  ///< "Prompt tuning"
    std::string help{};
    std::vector<Option> options{};
};

/// All that a recipe may say: the sections' own options and the kinds of each. Built by the caller from the
/// registries.
struct Catalogue {
    std::vector<Kind> methods{};
    std::vector<Kind> tasks{};
    std::vector<Kind> optimizers{};
    std::vector<Option> common{};  ///< name, backbone.*, task.kind, method.kind, optimizer.*, training.*
};

/// The recipe format that this program writes and reads (key "recipe").
inline constexpr int kRecipeVersion = 1;

/// Every option in a form's order: by section, its kind first, then what comes with the kinds, then the rest.
/// A key stands once for each kind that has it.
std::vector<Option> allOptions(const Catalogue& catalogue);
/// "1 to 4096", "more than 0", "auto, or 1 to 1024": what an option takes, for messages, --help and forms.
std::string allowedValues(const Option& option);

}  // namespace lathe
