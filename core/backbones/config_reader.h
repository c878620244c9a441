// SPDX-License-Identifier: Apache-2.0
// Reading a backbone's configuration: the first value that is wrong is kept as the error, so that a family
// reads all its keys in a row and asks once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/base/result.h"

namespace lathe {

class ConfigReader {
  public:
    explicit ConfigReader(const Json& config, std::string source = "config.json")
        : config_(config), source_(std::move(source)) {}

    /// A whole number of at least 1 and at most 2^31; without a fallback the key must be there.
    std::int64_t size(std::string_view key, std::optional<std::int64_t> fallback = {});
    /// A finite number above 0.
    double positive(std::string_view key, std::optional<double> fallback = {});
    bool flag(std::string_view key, bool fallback);
    /// A token id, from 0 on.
    std::int64_t token(std::string_view key, std::int64_t fallback);
    /// An activation as the engine names it: relu, gelu, gelu_tanh or silu; others are refused by name.
    std::string activation(std::string_view key, std::string_view fallback);
    /// Refuses any value but null and those given, by name.
    void only(std::string_view key, std::initializer_list<Json> allowed);
    void wrong(std::string_view key, std::string what,
               std::string todo = "this program cannot run such a model");

    bool good() const { return !error_; }
    tl::unexpected<Error> error() const { return tl::unexpected<Error>(*error_); }

  private:
    const Json& config_;
    std::string source_;
    std::optional<Error> error_;
};

}  // namespace lathe
