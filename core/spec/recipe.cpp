// SPDX-License-Identifier: Apache-2.0
#include "core/spec/recipe.h"

#include <algorithm>
#include <cassert>

#include "core/base/text.h"
#include "core/spec/applying.h"

namespace lathe {

bool Recipe::has(std::string_view path) const {
    return !json_.at(path).isNull();
}

std::string Recipe::text(std::string_view path) const {
    assert(json_.at(path).isString());
    return json_.at(path).toString();
}

std::int64_t Recipe::integer(std::string_view path) const {
    assert(json_.at(path).isInteger());
    return json_.at(path).toInteger();
}

double Recipe::number(std::string_view path) const {
    assert(json_.at(path).isNumber());
    return json_.at(path).toNumber();
}

bool Recipe::flag(std::string_view path) const {
    assert(json_.at(path).isBool());
    return json_.at(path).toBool();
}

Result<Recipe> checkRecipe(const Json& recipe, const Catalogue& catalogue) {
    auto problems = recipeProblems(recipe, catalogue);
    if (!problems.empty()) return tl::unexpected<Error>(std::move(problems.front()));
    // In the form's order, so that equal recipes are equal texts whatever order they were written in.
    Json complete = Json::object({{"recipe", kRecipeVersion}});
    for (const Option& option : applicableOptions(recipe, catalogue)) {
        const Json value = effectiveValue(option, recipe);
        if (value.isNull()) continue;
        const bool whole = option.type == OptionType::Integer && value.isNumber() && !value.isInteger();
        complete.setAt(option.key, whole ? Json(static_cast<std::int64_t>(value.toNumber())) : value);
    }
    return Recipe(std::move(complete));
}

Result<> setOption(Json& recipe, std::string_view assignment, const Catalogue& catalogue) {
    const auto equals = assignment.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return badCall("\"" + std::string(assignment) + "\" sets nothing", "--set", "give key.path=value");
    const std::string key(trimmed(assignment.substr(0, equals)));
    const std::string_view word = assignment.substr(equals + 1);
    const auto parsed = Json::parse(word);
    Json value = parsed ? *parsed : Json(word);

    const std::vector<Option> all = allOptions(catalogue);
    const auto named = [&](const Option& option) { return option.key == key; };
    const auto inside = [&](const Option& option) {
        return option.type == OptionType::Object && key.size() > option.key.size() + 1 &&
               key.starts_with(option.key + ".");
    };
    if (const auto option = std::find_if(all.begin(), all.end(), named); option != all.end()) {
        const bool words = option->type == OptionType::Text || option->type == OptionType::Choice;
        if (words && !value.isString()) value = Json(word);
    } else if (const auto object = std::find_if(all.begin(), all.end(), inside); object != all.end()) {
        // A name inside an object may hold dots itself.
        Json names = recipe.at(object->key);
        names.set(key.substr(object->key.size() + 1), value.isString() ? value : Json(word));
        recipe.setAt(object->key, std::move(names));
        return {};
    } else if (key != "recipe") {
        return tl::unexpected<Error>(unknownKey(key, all));
    }

    const std::vector<Option> before = applicableOptions(recipe, catalogue);
    recipe.setAt(key, std::move(value));
    std::vector<Option> after = applicableOptions(recipe, catalogue);
    // Another kind may have the key with choices of its own: one that it does not know is dropped too.
    const auto takes = [&](const Option& option) {
        const Json& given = recipe.at(option.key);
        return option.type != OptionType::Choice || !given.isString() ||
               std::any_of(option.choices.begin(), option.choices.end(),
                           [&](const Alternative& choice) { return choice.value == given.string(); });
    };
    const auto took = [&](const Option& option) {
        return std::any_of(before.begin(), before.end(),
                           [&](const Option& other) { return other.key == option.key && takes(other); });
    };
    const auto foreign = [&](const Option& option) {
        return option.key != key && !takes(option) && took(option);
    };
    if (std::any_of(after.begin(), after.end(), foreign)) {
        for (const Option& option : std::vector<Option>(after))
            if (foreign(option)) eraseAt(recipe, option.key);
        after = applicableOptions(recipe, catalogue);
    }
    for (const Option& option : before) {
        const auto same = [&](const Option& other) { return other.key == option.key; };
        if (option.instead == key || std::none_of(after.begin(), after.end(), same))
            eraseAt(recipe, option.key);
    }
    return {};
}

namespace {

void compare(const Json& left, const Json& right, const std::string& path, std::vector<Difference>& out) {
    if (left.isObject() && right.isObject()) {
        const auto inner = [&](const std::string& name) { return path.empty() ? name : path + "." + name; };
        for (const auto& [name, value] : left.members()) compare(value, right[name], inner(name), out);
        for (const auto& [name, value] : right.members())
            if (!left.contains(name)) compare(Json(), value, inner(name), out);
    } else if (left != right) {
        out.push_back({path, left, right});
    }
}

}  // namespace

std::vector<Difference> differences(const Json& left, const Json& right) {
    std::vector<Difference> out;
    compare(left, right, {}, out);
    return out;
}

}  // namespace lathe
