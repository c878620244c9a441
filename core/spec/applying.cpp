// SPDX-License-Identifier: Apache-2.0
#include "core/spec/applying.h"

#include <algorithm>
#include <map>

#include "core/base/text.h"
#include "core/spec/recipe.h"

namespace lathe {

Json effectiveValue(const Option& option, const Json& recipe) {
    const Json& given = recipe.at(option.key);
    if (!given.isNull()) return given;
    if (!option.instead.empty() && !recipe.at(option.instead).isNull()) return {};
    return option.fallback;
}

std::vector<Option> applicableOptions(const Json& recipe, const Catalogue& catalogue) {
    const std::vector<Option> all = allOptions(catalogue);
    std::vector<Option> out;
    // A condition may name a key that itself has a fallback, or does not apply: so go on until nothing
    // changes.
    std::vector<bool> applies(all.size(), false);
    const auto valueOf = [&](const std::string& key) -> Json {
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].key == key && applies[i]) return effectiveValue(all[i], recipe);
        return {};
    };
    for (std::size_t pass = 0; pass <= all.size(); ++pass) {
        bool changed = false;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const bool now =
                std::all_of(all[i].when.begin(), all[i].when.end(), [&](const Condition& condition) {
                    const Json value = valueOf(condition.key);
                    return std::find(condition.values.begin(), condition.values.end(), value) !=
                           condition.values.end();
                });
            changed = changed || now != applies[i];
            applies[i] = now;
        }
        if (!changed) break;
    }
    for (std::size_t i = 0; i < all.size(); ++i)
        if (applies[i]) out.push_back(all[i]);
    return out;
}

Error unknownKey(const std::string& key, const std::vector<Option>& all) {
    const auto lastOf = [](const std::string& path) { return path.substr(path.rfind('.') + 1); };
    const std::string last = lastOf(key);
    const std::string parent = key.substr(0, key.size() - last.size());
    std::vector<std::string> keys, siblings;
    std::string near;
    for (const Option& option : all) {
        keys.push_back(option.key);
        if (option.key.starts_with(parent)) {
            const std::string rest = option.key.substr(parent.size());
            siblings.push_back(rest.substr(0, rest.find('.')));
        }
        if (lastOf(option.key) == last) near = option.key;  // the right word in the wrong section
    }
    if (near.empty() && siblings.empty()) near = closest(key, keys);
    if (near.empty()) {
        near = closest(last, siblings);
        if (!near.empty()) near = parent + near;
    }
    // An empty name is written so that its place can be seen.
    return Error{"not a key of a recipe", key.empty() ? "\"\"" : key,
                 near.empty() ? "take it out" : "did you mean " + near + "?", Error::Kind::Call};
}

void eraseAt(Json& recipe, std::string_view path) {
    const auto dot = path.rfind('.');
    if (dot == std::string_view::npos) {
        recipe.erase(path);
        return;
    }
    Json parent = recipe.at(path.substr(0, dot));
    if (!parent.erase(path.substr(dot + 1))) return;
    if (parent.size() == 0)
        eraseAt(recipe, path.substr(0, dot));
    else
        recipe.setAt(path.substr(0, dot), std::move(parent));
}

}  // namespace lathe
