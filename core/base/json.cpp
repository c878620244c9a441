// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "core/base/json_limited.h"
#include "core/base/text.h"

namespace lathe {
namespace {

constexpr int kMostLevels = 200;

const Json& nullValue() {
    static const Json null;
    return null;
}

std::string place(std::string_view text, std::size_t offset, std::string_view source) {
    offset = std::min(offset, text.size());
    std::size_t line = 1, column = 1;
    for (std::size_t i = 0; i < offset; ++i) {
        if (text[i] == '\n') {
            ++line;
            column = 1;
        } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
            ++column;
        }
    }
    std::string where(source);
    if (!where.empty()) where += ", ";
    return where + "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// Builds values from nlohmann's events and stops at the first thing that this program refuses.
class Builder {
  public:
    using string_t = std::string;
    using binary_t = nlohmann::json::binary_t;

    explicit Builder(std::size_t mostValues) : mostValues_(mostValues) {}

    bool null() { return put(Json()); }
    bool boolean(bool value) { return put(Json(value)); }
    bool number_integer(std::int64_t value) { return put(Json(value)); }
    bool number_unsigned(std::uint64_t value) {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return put(Json(static_cast<double>(value)));
        return put(Json(static_cast<std::int64_t>(value)));
    }
    bool number_float(double value, const std::string&) { return put(Json(value)); }
    bool string(std::string& value) { return put(Json(std::move(value))); }
    bool binary(binary_t&) { return false; }
    bool start_object(std::size_t) { return open(false); }
    bool end_object() { return close(); }
    bool start_array(std::size_t) { return open(true); }
    bool end_array() { return close(); }
    bool key(std::string& name) {
        Level& level = stack_.back();
        if (!level.seen.insert(name).second) {
            problem = "the key \"" + printable(name) + "\" stands twice";
            return false;
        }
        level.key = std::move(name);
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) {
        offset = position > 0 ? position - 1 : 0;
        std::string_view text = error.what();
        // nlohmann: "[json.exception.parse_error.101] parse error at line 1, column 5: syntax error while ..."
        if (auto colon = text.find(": "); colon != std::string_view::npos) text.remove_prefix(colon + 2);
        problem = "not valid JSON: " + std::string(text);
        return false;
    }

    Json root;
    std::string problem;
    std::size_t offset = std::string::npos;

  private:
    /// An array or object that is still open. `seen` keeps the keys, so that large objects take no quadratic time.
    struct Level {
        bool isArray = false;
        Json::Array items;
        Json::Object members;
        std::unordered_set<std::string> seen;
        std::string key;
    };

    bool put(Json item) {
        if (++values_ > mostValues_) {
            problem = "it holds more than " + std::to_string(mostValues_) + " values";
            return false;
        }
        if (stack_.empty()) {
            root = std::move(item);
        } else if (Level& level = stack_.back(); level.isArray) {
            level.items.push_back(std::move(item));
        } else {
            level.members.emplace_back(std::move(level.key), std::move(item));
        }
        return true;
    }
    bool open(bool isArray) {
        if (stack_.size() >= kMostLevels) {
            problem = "nested more than " + std::to_string(kMostLevels) + " levels deep";
            return false;
        }
        stack_.emplace_back().isArray = isArray;
        return true;
    }
    bool close() {
        Level done = std::move(stack_.back());
        stack_.pop_back();
        return put(done.isArray ? Json(std::move(done.items)) : Json(std::move(done.members)));
    }

    std::vector<Level> stack_;
    std::size_t values_ = 0, mostValues_;
};

void escape(std::string& out, std::string_view text) {
    out += '"';
    std::size_t at = 0;
    while (at < text.size()) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x80) {
            ++at;
            switch (byte) {
                case '"': out += "\\\""; break;
                case '\\': out += "\\\\"; break;
                case '\n': out += "\\n"; break;
                case '\r': out += "\\r"; break;
                case '\t': out += "\\t"; break;
                default:
                    if (byte < 0x20 || byte == 0x7F) {
                        char code[8];
                        std::snprintf(code, sizeof code, "\\u%04x", byte);
                        out += code;
                    } else {
                        out += static_cast<char>(byte);
                    }
            }
        } else {
            appendUtf8(out, nextCodePoint(text, at));
        }
    }
    out += '"';
}

void write(std::string& out, const Json& value, int indent) {
    const auto newline = [&](int level) {
        if (indent < 0) return;
        out += '\n';
        out.append(static_cast<std::size_t>(level) * 2, ' ');
    };
    const int inner = indent < 0 ? -1 : indent + 1;
    if (value.isNull()) {
        out += "null";
    } else if (value.isBool()) {
        out += value.toBool() ? "true" : "false";
    } else if (value.isInteger()) {
        out += std::to_string(value.toInteger());
    } else if (value.isNumber()) {
        const double number = value.toNumber();
        out += std::isfinite(number) ? nlohmann::json(number).dump() : "null";
    } else if (value.isString()) {
        escape(out, value.string());
    } else if (value.isArray()) {
        out += '[';
        bool first = true;
        for (const Json& item : value.items()) {
            if (!first) out += indent < 0 ? ", " : ",";
            first = false;
            newline(inner);
            write(out, item, inner);
        }
        if (!first) newline(indent);
        out += ']';
    } else {
        out += '{';
        bool first = true;
        for (const auto& [key, item] : value.members()) {
            if (!first) out += indent < 0 ? ", " : ",";
            first = false;
            newline(inner);
            escape(out, key);
            out += ": ";
            write(out, item, inner);
        }
        if (!first) newline(indent);
        out += '}';
    }
}

}  // namespace

bool Json::toBool(bool fallback) const {
    const auto* value = std::get_if<bool>(&value_);
    return value ? *value : fallback;
}

std::int64_t Json::toInteger(std::int64_t fallback) const {
    const auto* value = std::get_if<std::int64_t>(&value_);
    return value ? *value : fallback;
}

double Json::toNumber(double fallback) const {
    if (const auto* value = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*value);
    const auto* value = std::get_if<double>(&value_);
    return value ? *value : fallback;
}

std::string Json::toString(std::string_view fallback) const {
    const auto* value = std::get_if<std::string>(&value_);
    return value ? *value : std::string(fallback);
}

const std::string& Json::string() const {
    static const std::string empty;
    const auto* value = std::get_if<std::string>(&value_);
    return value ? *value : empty;
}

const Json::Array& Json::items() const {
    static const Array empty;
    const auto* value = std::get_if<Array>(&value_);
    return value ? *value : empty;
}

const Json::Object& Json::members() const {
    static const Object empty;
    const auto* value = std::get_if<Object>(&value_);
    return value ? *value : empty;
}

const Json& Json::operator[](std::string_view key) const {
    for (const auto& [name, value] : members())
        if (name == key) return value;
    return nullValue();
}

bool Json::contains(std::string_view key) const {
    const Object& all = members();
    return std::any_of(all.begin(), all.end(), [&](const Member& member) { return member.first == key; });
}

const Json& Json::at(std::string_view path) const {
    const Json* value = this;
    while (true) {
        const auto dot = path.find('.');
        value = &(*value)[path.substr(0, dot)];
        if (dot == std::string_view::npos) return *value;
        path.remove_prefix(dot + 1);
    }
}

Json& Json::set(std::string_view key, Json value) {
    if (!isObject()) value_ = Object{};
    auto& all = std::get<Object>(value_);
    for (auto& [name, old] : all)
        if (name == key) {
            old = std::move(value);
            return old;
        }
    all.emplace_back(std::string(key), std::move(value));
    return all.back().second;
}

Json& Json::setAt(std::string_view path, Json value) {
    Json* place = this;
    while (true) {
        const auto dot = path.find('.');
        const std::string_view key = path.substr(0, dot);
        if (dot == std::string_view::npos) return place->set(key, std::move(value));
        path.remove_prefix(dot + 1);
        Json* next = nullptr;
        if (place->isObject())
            for (auto& [name, old] : std::get<Object>(place->value_))
                if (name == key) next = &old;
        place = next ? next : &place->set(key, Json(Object{}));
    }
}

bool Json::erase(std::string_view key) {
    auto* all = std::get_if<Object>(&value_);
    if (!all) return false;
    return std::erase_if(*all, [&](const Member& member) { return member.first == key; }) > 0;
}

void Json::append(Json item) {
    if (!isArray()) value_ = Array{};
    std::get<Array>(value_).push_back(std::move(item));
}

std::size_t Json::size() const { return isArray() ? items().size() : members().size(); }

std::string Json::dump() const {
    std::string out;
    write(out, *this, -1);
    return out;
}

std::string Json::pretty() const {
    std::string out;
    write(out, *this, 0);
    return out + "\n";
}

Result<Json> Json::parse(std::string_view text, std::string_view source) {
    return parseLimited(text, source, std::numeric_limits<std::size_t>::max());
}

Result<Json> parseLimited(std::string_view text, std::string_view source, std::size_t mostValues) {
    if (const auto bad = invalidUtf8(text))
        return failed("not valid UTF-8 (byte " + std::to_string(*bad) + ")", place(text, *bad, source),
                      "save the file as UTF-8");
    // The parser would take it for the end.
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
        return failed("not valid JSON: a NUL character", place(text, nul, source), "take it out");
    Builder builder(mostValues);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
        const std::string where =
            builder.offset == std::string::npos ? std::string(source) : place(text, builder.offset, source);
        return failed(builder.problem, where);
    }
    return std::move(builder.root);
}

bool operator==(const Json& a, const Json& b) {
    if (a.isNumber() && b.isNumber() && a.isInteger() != b.isInteger()) return a.toNumber() == b.toNumber();
    if (a.isObject() && b.isObject()) {
        if (a.size() != b.size()) return false;
        return std::all_of(a.members().begin(), a.members().end(), [&](const Json::Member& member) {
            return b.contains(member.first) && b[member.first] == member.second;
        });
    }
    return a.value_ == b.value_;
}

}  // namespace lathe
