// SPDX-License-Identifier: Apache-2.0
// What is wrong with a recipe, key by key, from the options' own descriptions.
#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "core/spec/applying.h"
#include "core/spec/recipe.h"

namespace lathe {
namespace {

std::string shown(const Json& value) {
    std::string text = value.dump();
    if (text.size() <= 60) return text;
    std::size_t end = 57;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "...";
}

Error problem(const std::string& key, std::string what, std::string todo) {
    return Error{std::move(what), key, std::move(todo), Error::Kind::Call};
}

Error notAllowed(const Option& option, const Json& value) {
    return problem(option.key, shown(value) + " is not allowed", "give " + allowedValues(option));
}

bool alsoAllowed(const Option& option, const Json& value) {
    return value.isString() && std::find(option.alsoAllowed.begin(), option.alsoAllowed.end(),
                                         value.string()) != option.alsoAllowed.end();
}

void checkNumber(const Option& option, const Json& value, std::vector<Error>& problems) {
    const bool whole = option.type == OptionType::Integer;
    const double number = value.toNumber();
    if (!value.isNumber() || (whole && number != std::floor(number))) {
        problems.push_back(problem(option.key,
                                   shown(value) + (whole ? " is not a whole number" : " is not a number"),
                                   "give " + allowedValues(option)));
        return;
    }
    const bool low = option.exclusiveMinimum ? number <= option.minimum : number < option.minimum;
    if (low || number > option.maximum || !std::isfinite(number))
        problems.push_back(notAllowed(option, value));
}

void checkText(const Option& option, const Json& value, std::vector<Error>& problems) {
    if (!value.isString()) {
        problems.push_back(problem(option.key, shown(value) + " is not a text", "give a text in quotes"));
        return;
    }
    const std::string& text = value.string();
    const bool mayBeEmpty = option.fallback.isString() && option.fallback.string().empty();
    if (text.empty() && !mayBeEmpty) problems.push_back(problem(option.key, "is empty", "give a text"));
    if (static_cast<double>(text.size()) > option.maximum)
        problems.push_back(
            problem(option.key, std::to_string(text.size()) + " bytes of text are too long",
                    "give at most " + std::to_string(static_cast<std::int64_t>(option.maximum))));
    if (text.find('\0') != std::string::npos)
        problems.push_back(problem(option.key, "holds a NUL character", "take it out"));
}

void checkChoice(const Option& option, const Json& value, std::vector<Error>& problems) {
    std::vector<std::string> words;
    for (const Alternative& choice : option.choices) words.push_back(choice.value);
    if (value.isString() && std::find(words.begin(), words.end(), value.string()) != words.end()) return;
    problems.push_back(notAllowed(option, value));
}

void checkObject(const Option& option, const Json& value, std::vector<Error>& problems) {
    if (!value.isObject()) {
        problems.push_back(problem(option.key, shown(value) + " is not an object",
                                   "give names with their texts, like {\"animal\": \" animal\"}"));
        return;
    }
    if (value.size() == 0)
        problems.push_back(problem(option.key, "is empty", "give at least one name with its text"));
    const auto& members = value.members();
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto& [name, text] = members[i];
        const std::string key = option.key + "." + name;
        if (name.empty()) problems.push_back(problem(option.key, "a name is empty", "name it"));
        if (!text.isString() || text.string().empty()) {
            const std::string what = text.isString() ? "is empty" : shown(text) + " is not a text";
            problems.push_back(problem(key, what, "give the text that says it, like \" " + name + "\""));
            continue;
        }
        for (std::size_t j = 0; j < i; ++j)
            if (members[j].second == text)
                problems.push_back(problem(key,
                                           shown(text) + " is also the text of \"" + members[j].first + "\"",
                                           "give each name a text of its own"));
    }
}

void checkValue(const Option& option, const Json& value, std::vector<Error>& problems) {
    if (alsoAllowed(option, value)) return;
    switch (option.type) {
        case OptionType::Boolean:
            if (!value.isBool()) problems.push_back(notAllowed(option, value));
            return;
        case OptionType::Integer:
        case OptionType::Number:
            checkNumber(option, value, problems);
            return;
        case OptionType::Text:
            checkText(option, value, problems);
            return;
        case OptionType::Choice:
            checkChoice(option, value, problems);
            return;
        case OptionType::Object:
            checkObject(option, value, problems);
            return;
    }
}

/// Why a known key has no place in this recipe: the first condition that does not hold.
Error doesNotApply(const std::string& key, const Json& recipe, const std::vector<Option>& all,
                   const std::vector<Option>& applicable) {
    std::vector<std::string> values;
    std::string conditionKey;
    for (const Option& option : all) {
        if (option.key != key) continue;
        for (const Condition& condition : option.when) {
            Json now;
            for (const Option& other : applicable)
                if (other.key == condition.key) now = effectiveValue(other, recipe);
            if (std::find(condition.values.begin(), condition.values.end(), now) != condition.values.end())
                continue;
            if (!conditionKey.empty() && conditionKey != condition.key) break;
            conditionKey = condition.key;
            for (const Json& value : condition.values)
                if (std::find(values.begin(), values.end(), value.toString()) == values.end())
                    values.push_back(value.isString() ? value.string() : value.dump());
            break;
        }
    }
    return problem(key, "does not apply here",
                   "take it out, or set " + conditionKey + " to " + joined(values, " or "));
}

class KeyCheck {
  public:
    KeyCheck(const Json& recipe, const std::vector<Option>& all, const std::vector<Option>& applicable,
             std::vector<Error>& problems)
        : recipe_(recipe), all_(all), applicable_(applicable), problems_(problems) {}

    void object(const Json& value, const std::string& path) {
        constexpr std::size_t kEnough = 100;  // nobody reads more
        for (const auto& [name, inner] : value.members()) {
            if (problems_.size() >= kEnough) return;
            const std::string key = path.empty() ? name : path + "." + name;
            if (key != "recipe") member(key, inner);
        }
    }

  private:
    void member(const std::string& key, const Json& value) {
        const auto named = [&](const Option& option) { return option.key == key; };
        const auto below = [&](const Option& option) { return option.key.starts_with(key + "."); };
        if (std::any_of(all_.begin(), all_.end(), named)) {
            if (!value.isNull() && std::none_of(applicable_.begin(), applicable_.end(), named))
                problems_.push_back(doesNotApply(key, recipe_, all_, applicable_));
        } else if (std::none_of(all_.begin(), all_.end(), below)) {
            problems_.push_back(unknownKey(key, all_));
        } else if (!value.isObject()) {
            problems_.push_back(problem(key, shown(value) + " is not an object", "give its keys in braces"));
        } else {
            object(value, key);
        }
    }

    const Json& recipe_;
    const std::vector<Option>& all_;
    const std::vector<Option>& applicable_;
    std::vector<Error>& problems_;
};

void checkVersion(const Json& version, std::vector<Error>& problems) {
    if (version.isNull()) return;
    const std::string known = std::to_string(kRecipeVersion);
    if (!version.isInteger() || version.toInteger() < 1)
        problems.push_back(problem("recipe", shown(version) + " is not a recipe's version", "give " + known));
    else if (version.toInteger() > kRecipeVersion)
        problems.push_back(problem("recipe",
                                   "version " + version.dump() + " is newer than this program's " + known,
                                   "use a newer program"));
}

}  // namespace

std::vector<Error> recipeProblems(const Json& recipe, const Catalogue& catalogue) {
    std::vector<Error> problems;
    if (!recipe.isObject()) {
        problems.push_back(
            problem("recipe", shown(recipe) + " is not an object", "give a recipe's keys in braces"));
        return problems;
    }
    checkVersion(recipe["recipe"], problems);
    const std::vector<Option> all = allOptions(catalogue);
    const std::vector<Option> applicable = applicableOptions(recipe, catalogue);
    KeyCheck(recipe, all, applicable, problems).object(recipe, {});
    const std::size_t wrongKeys = problems.size();
    for (const Option& option : applicable) {
        const Json value = effectiveValue(option, recipe);
        const bool replaced = !option.instead.empty() && !recipe.at(option.instead).isNull();
        if (!value.isNull())
            checkValue(option, value, problems);
        else if (!option.optional && !replaced)
            problems.push_back(problem(option.key, "is missing", "give " + allowedValues(option)));
    }
    if (problems.size() == wrongKeys) checkTogether(recipe, applicable, problems);
    sayWhyNotTest(recipe, problems);
    // A kind that is not one makes all that comes with it seem out of place: the cause alone is said.
    const auto wrong = [&](const std::string& key) {
        return std::any_of(problems.begin(), problems.end(),
                           [&](const Error& error) { return error.where == key; });
    };
    std::erase_if(problems, [&](const Error& error) {
        if (error.what != "does not apply here") return false;
        for (const Option& option : all)
            if (option.key == error.where)
                for (const Condition& condition : option.when)
                    if (wrong(condition.key)) return true;
        return false;
    });
    return problems;
}

}  // namespace lathe
