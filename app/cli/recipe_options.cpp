// SPDX-License-Identifier: Apache-2.0
#include "app/cli/recipe_options.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/methods/description.h"

namespace lathe::cli {
namespace {

std::string conditionText(const Option& option) {
    std::vector<std::string> all;
    for (const Condition& one : option.when) {
        std::vector<std::string> values;
        for (const Json& value : one.values)
            values.push_back(value.isString() ? value.string() : value.dump());
        all.push_back(one.key + " = " + joined(values, " or "));
    }
    return joined(all, "; ");
}

std::string fallbackText(const Option& option) {
    if (!option.fallback.isNull())
        return option.fallback.isString() ? option.fallback.string() : option.fallback.dump();
    return option.optional ? "" : "must be given";
}

Json toJson(const Option& option) {
    Json choices = Json::array();
    for (const Alternative& one : option.choices)
        choices.append(Json::object({{"value", one.value}, {"label", one.label}, {"help", one.help}}));
    return Json::object({{"key", option.key},
                         {"label", option.label},
                         {"help", option.help},
                         {"unit", option.unit},
                         {"allowed", allowedValues(option)},
                         {"default", option.fallback},
                         {"optional", option.optional || !option.fallback.isNull()},
                         {"choices", std::move(choices)},
                         {"when", conditionText(option)}});
}

}  // namespace

Action recipeOptions(CLI::App& app, const Output& output) {
    struct Flags {
        std::string recipe, begins;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("RECIPE", flags->recipe,
                   "Only what applies to this recipe (a file, a sample's or a preset's name)");
    app.add_option("--begins", flags->begins, "Only keys that begin so: method., training.");
    example(app, "promptlathe-cli recipe options gloss-topics --begins method.");
    return [flags, &output]() -> Ran {
        const Catalogue all = catalogue();
        std::vector<Option> options = allOptions(all);
        if (!flags->recipe.empty()) {
            LATHE_TRY(asked, namedRecipe(nullptr, flags->recipe, {}));
            options = applicableOptions(asked, all);
        }
        Json list = Json::array();
        for (const Option& option : options) {
            if (!option.key.starts_with(flags->begins)) continue;
            list.append(toJson(option));
            const std::string fallback = fallbackText(option), when = conditionText(option);
            output.line(option.key + (option.unit.empty() ? "" : " (" + option.unit + ")") + ": " +
                        allowedValues(option) + (fallback.empty() ? "" : " [" + fallback + "]"));
            output.line("    " + option.help);
            for (const Alternative& one : option.choices) output.line("    " + one.value + ": " + one.help);
            if (flags->recipe.empty() && !when.empty()) output.line("    where " + when);
        }
        if (list.size() == 0)
            return badCall("no key begins with " + printable(flags->begins), "--begins",
                           "give backbone., task., method., optimizer. or training.");
        output.result(list);
        return 0;
    };
}

}  // namespace lathe::cli
