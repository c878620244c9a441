// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_json_reader.h"

#include <algorithm>

#include "core/text/tokenizer_pattern.h"

namespace lathe::tokens {

Result<> Part::only(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, value] : json.members())
        if (key != "type" && std::find(keys.begin(), keys.end(), key) == keys.end())
            return failed("the option " + key + " of " + type() + " is not known", where,
                          "this tokenizer can't be read exactly");
    return {};
}

Result<bool> Part::flag(std::string_view key, bool fallback) const {
    const Json& value = json[key];
    if (value.isNull()) return fallback;
    if (!value.isBool()) return at(key).wrong("neither true nor false");
    return value.toBool();
}

Result<std::string> Part::text(std::string_view key, std::string_view fallback) const {
    const Json& value = json[key];
    if (value.isNull()) return std::string(fallback);
    if (!value.isString()) return at(key).wrong("no text");
    return value.string();
}

Result<std::int64_t> Part::count(std::string_view key, std::int64_t fallback, std::int64_t most) const {
    const Json& value = json[key];
    if (value.isNull()) return fallback;
    if (!value.isInteger() || value.toInteger() < 0 || value.toInteger() > most)
        return at(key).wrong("no number from 0 to " + std::to_string(most));
    return value.toInteger();
}

Result<std::shared_ptr<const Pattern>> readPattern(const Part& part) {
    std::string expression = part.json["Regex"].toString();
    if (expression.empty()) {
        const Json& literal = part.json.isString() ? part.json : part.json["String"];
        if (!literal.isString() || literal.string().empty()) return part.wrong("no pattern");
        expression = Pattern::quoted(literal.string());
    }
    auto compiled = Pattern::compile(expression);
    if (!compiled) return part.wrong(compiled.error().what);
    return std::make_shared<const Pattern>(std::move(*compiled));
}

}  // namespace lathe::tokens
