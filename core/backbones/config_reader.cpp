// SPDX-License-Identifier: Apache-2.0
#include "core/backbones/config_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

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

std::int64_t ConfigReader::token(std::string_view key, std::int64_t fallback) {
    const Json& value = config_[key];
    if (value.isNull()) return fallback;
    const std::int64_t id = value.toInteger(-1);
    if (id < 0 || id > 2147483647)
        wrong(key, value.dump() + " is no token id", "get the model's own configuration");
    return id;
}

std::string ConfigReader::activation(std::string_view key, std::string_view fallback) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kKnown = {{
        {"relu", "relu"},
        {"gelu", "gelu"},
        {"gelu_python", "gelu"},
        {"gelu_new", "gelu_tanh"},
        {"gelu_fast", "gelu_tanh"},
        {"gelu_pytorch_tanh", "gelu_tanh"},
        {"silu", "silu"},
        {"swish", "silu"},
    }};
    const Json& value = config_[key];
    const std::string name = value.isNull() ? std::string(fallback) : value.toString();
    for (const auto& [theirs, ours] : kKnown)
        if (theirs == name) return std::string(ours);
    wrong(key, (value.isString() ? Json(name).dump() : value.dump()) + " is not supported",
          "supported activations: relu, gelu, gelu_new and its like, silu");
    return "relu";
}

void ConfigReader::only(std::string_view key, std::initializer_list<Json> allowed) {
    const Json& value = config_[key];
    if (value.isNull() || std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
    std::string text = value.dump();
    if (text.size() > 80) text = text.substr(0, 77) + "...";
    wrong(key, text + " is not supported");
}

}  // namespace lathe
