// SPDX-License-Identifier: Apache-2.0
#include "core/backbones/config_reader.h"

#include <algorithm>
#include <cmath>

namespace lathe {

void ConfigReader::wrong(std::string_view key, std::string what, std::string todo) {
    if (!error_)
        error_ =
            Error{std::move(what), source_ + ", " + std::string(key), std::move(todo), Error::Kind::Work};
}

std::int64_t ConfigReader::size(std::string_view key, std::optional<std::int64_t> fallback) {
    const Json& value = config_[key];
    if (value.isNull() && fallback) return *fallback;
    if (value.isNull()) {
        wrong(key, "is missing", "get the model's complete configuration");
        return 1;
    }
    const double number = value.toNumber();
    if (!value.isNumber() || number != std::floor(number) || number < 1 || number > 2147483648.0) {
        wrong(key, value.dump() + " is not a size", "get the model's own configuration");
        return 1;
    }
    return static_cast<std::int64_t>(number);
}

double ConfigReader::positive(std::string_view key, std::optional<double> fallback) {
    const Json& value = config_[key];
    if (value.isNull() && fallback) return *fallback;
    const double number = value.toNumber();
    if (value.isNumber() && std::isfinite(number) && number > 0) return number;
    wrong(key, value.isNull() ? "is missing" : value.dump() + " is not a number above 0",
          "get the model's own configuration");
    return 1;
}

bool ConfigReader::flag(std::string_view key, bool fallback) {
    const Json& value = config_[key];
    if (!value.isNull() && !value.isBool())
        wrong(key, value.dump() + " is not true or false", "get the model's own configuration");
    return value.toBool(fallback);
}

void ConfigReader::only(std::string_view key, std::initializer_list<Json> allowed) {
    const Json& value = config_[key];
    if (value.isNull() || std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
    std::string text = value.dump();
    if (text.size() > 80) text = text.substr(0, 77) + "...";
    wrong(key, text + " is not supported");
}

}  // namespace lathe
