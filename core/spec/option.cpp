// SPDX-License-Identifier: Apache-2.0
#include "core/spec/option.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/text.h"

namespace lathe {
namespace {

std::string numberText(double value) {
    if (value == std::floor(value) && std::fabs(value) < 1e16)
        return std::to_string(static_cast<std::int64_t>(value));
    return Json(value).dump();
}

std::string rangeText(const Option& option) {
    const bool low = option.minimum > -1e300, high = option.maximum < 1e300;
    const std::string from = numberText(option.minimum), to = numberText(option.maximum);
    if (low && option.exclusiveMinimum) return "more than " + from + (high ? ", at most " + to : "");
    if (low && high) return from + " to " + to;
    if (low) return from + " or more";
    if (high) return "at most " + to;
    return option.type == OptionType::Integer ? "a whole number" : "a number";
}

std::string alternatives(std::vector<std::string> words) {
    if (words.size() < 2) return joined(words);
    const std::string last = std::move(words.back());
    words.pop_back();
    return joined(words) + " or " + last;
}

std::string sectionOf(const std::string& key) {
    return key.substr(0, key.find('.'));
}

bool isKindKey(const std::string& key) {
    return key == "task.kind" || key == "method.kind" || key == "optimizer.kind";
}

}  // namespace

std::string allowedValues(const Option& option) {
    std::string text;
    switch (option.type) {
        case OptionType::Boolean:
            text = "true or false";
            break;
        case OptionType::Integer:
        case OptionType::Number:
            text = rangeText(option);
            break;
        case OptionType::Text:
            text = "a text";
            break;
        case OptionType::Object:
            text = "an object of names with their texts";
            break;
        case OptionType::Choice: {
            std::vector<std::string> words;
            for (const Alternative& choice : option.choices) words.push_back(choice.value);
            text = alternatives(std::move(words));
            break;
        }
    }
    if (option.alsoAllowed.empty()) return text;
    return joined(option.alsoAllowed) + ", or " + text;
}

std::vector<Option> allOptions(const Catalogue& catalogue) {
    std::vector<std::string> sections = {"name", "backbone", "task", "method", "optimizer", "training"};
    const auto remember = [&](const std::vector<Option>& options) {
        for (const Option& option : options)
            if (const std::string section = sectionOf(option.key);
                std::find(sections.begin(), sections.end(), section) == sections.end())
                sections.push_back(section);
    };
    remember(catalogue.common);
    std::vector<Option> ofKinds;
    const auto take = [&](const std::vector<Kind>& kinds, const std::string& section) {
        for (const Kind& kind : kinds)
            for (Option option : kind.options) {
                option.when.insert(option.when.begin(), Condition{section + ".kind", {Json(kind.name)}});
                ofKinds.push_back(std::move(option));
            }
    };
    take(catalogue.tasks, "task");
    take(catalogue.methods, "method");
    take(catalogue.optimizers, "optimizer");
    remember(ofKinds);

    std::vector<Option> all;
    for (const std::string& section : sections) {
        const auto add = [&](const std::vector<Option>& from, bool kinds) {
            for (const Option& option : from)
                if (sectionOf(option.key) == section && isKindKey(option.key) == kinds) all.push_back(option);
        };
        add(catalogue.common, true);
        add(ofKinds, false);
        add(catalogue.common, false);
    }
    return all;
}

}  // namespace lathe
