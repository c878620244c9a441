// SPDX-License-Identifier: Apache-2.0
// JSON values. Objects keep the order of their keys; integers stay integers; parsing says line and column.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace lathe {

class Json {
  public:
    using Array = std::vector<Json>;
    using Member = std::pair<std::string, Json>;
    using Object = std::vector<Member>;

    Json() = default;
    Json(std::nullptr_t) {}
    Json(bool value) : value_(value) {}
    Json(int value) : value_(static_cast<std::int64_t>(value)) {}
    Json(std::int64_t value) : value_(value) {}
    Json(std::size_t value) : value_(static_cast<std::int64_t>(value)) {}
    Json(double value) : value_(value) {}
    Json(const char* value) : value_(std::string(value)) {}
    Json(std::string_view value) : value_(std::string(value)) {}
    Json(std::string value) : value_(std::move(value)) {}
    Json(Array value) : value_(std::move(value)) {}
    Json(Object value) : value_(std::move(value)) {}
    /// An object literal: Json::object({{"event", "step"}, {"step", 3}}).
    static Json object(std::initializer_list<Member> members = {}) { return Json(Object(members)); }
    static Json array(std::initializer_list<Json> items = {}) { return Json(Array(items)); }

    bool isNull() const { return std::holds_alternative<std::monostate>(value_); }
    bool isBool() const { return std::holds_alternative<bool>(value_); }
    bool isInteger() const { return std::holds_alternative<std::int64_t>(value_); }
    bool isNumber() const { return isInteger() || std::holds_alternative<double>(value_); }
    bool isString() const { return std::holds_alternative<std::string>(value_); }
    bool isArray() const { return std::holds_alternative<Array>(value_); }
    bool isObject() const { return std::holds_alternative<Object>(value_); }

    /// The value, or the fallback where the type is another.
    bool toBool(bool fallback = false) const;
    std::int64_t toInteger(std::int64_t fallback = 0) const;
    double toNumber(double fallback = 0) const;
    std::string toString(std::string_view fallback = {}) const;
    /// The value itself; an empty one where the type is another.
    const std::string& string() const;
    const Array& items() const;
    const Object& members() const;

    /// A member of an object, or null (a shared null value) where there is none.
    const Json& operator[](std::string_view key) const;
    const Json& operator[](const char* key) const { return (*this)[std::string_view(key)]; }
    bool contains(std::string_view key) const;
    /// A value at a dotted path ("training.steps"), or null.
    const Json& at(std::string_view path) const;
    /// Sets a member, making this an object where it is not; returns the member.
    Json& set(std::string_view key, Json value);
    /// Sets the value at a dotted path, making objects on the way.
    Json& setAt(std::string_view path, Json value);
    bool erase(std::string_view key);
    void append(Json item);
    std::size_t size() const;

    /// One line; numbers that are not finite become null; ill-formed UTF-8 becomes U+FFFD.
    std::string dump() const;
    /// Indented by two spaces, closing newline.
    std::string pretty() const;

    /// Refuses duplicate keys, more than 200 levels, text after the value, ill-formed UTF-8; the error's `where` is
    /// "source, line L, column C".
    static Result<Json> parse(std::string_view text, std::string_view source = {});

    friend bool operator==(const Json& a, const Json& b);
    friend bool operator!=(const Json& a, const Json& b) { return !(a == b); }

  private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

}  // namespace lathe
