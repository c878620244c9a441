// SPDX-License-Identifier: Apache-2.0
// GGUF files made by hand, right or wrong in one place.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lathe::tests {

class GgufBuilder {
  public:
    std::uint32_t version = 3;
    std::uint64_t extraTensors = 0, extraKeys = 0;  ///< claimed in the header and not there

    template <class T>
    static std::string raw(T value) {
        std::string bytes(sizeof value, '\0');
        std::memcpy(bytes.data(), &value, sizeof value);
        return bytes;
    }
    static std::string text(std::string_view value) {
        return raw<std::uint64_t>(value.size()) + std::string(value);
    }

    /// A metadata value with its type's number and its bytes.
    GgufBuilder& value(std::string_view key, std::uint32_t type, const std::string& bytes) {
        keys_.push_back(text(key) + raw(type) + bytes);
        return *this;
    }
    GgufBuilder& string(std::string_view key, std::string_view content) {
        return value(key, 8, text(content));
    }
    GgufBuilder& number(std::string_view key, std::uint32_t content) { return value(key, 4, raw(content)); }
    GgufBuilder& flag(std::string_view key, bool content) {
        return value(key, 7, std::string(1, content ? '\1' : '\0'));
    }
    GgufBuilder& strings(std::string_view key, const std::vector<std::string>& items) {
        std::string bytes = raw<std::uint32_t>(8) + raw<std::uint64_t>(items.size());
        for (const std::string& item : items) bytes += text(item);
        return value(key, 9, bytes);
    }
    GgufBuilder& integers(std::string_view key, const std::vector<std::int32_t>& items) {
        std::string bytes = raw<std::uint32_t>(5) + raw<std::uint64_t>(items.size());
        for (const std::int32_t item : items) bytes += raw(item);
        return value(key, 9, bytes);
    }
    /// A tensor with its extents innermost first, its type's number and where it lies in the data.
    GgufBuilder& tensor(std::string_view name, const std::vector<std::uint64_t>& extents, std::uint32_t type,
                        std::uint64_t offset) {
        std::string bytes = text(name) + raw(static_cast<std::uint32_t>(extents.size()));
        for (const std::uint64_t extent : extents) bytes += raw(extent);
        tensors_.push_back(bytes + raw(type) + raw(offset));
        return *this;
    }
    std::string build(const std::string& data = {}) const {
        std::string bytes = "GGUF" + raw(version) + raw<std::uint64_t>(tensors_.size() + extraTensors) +
                            raw<std::uint64_t>(keys_.size() + extraKeys);
        for (const std::string& key : keys_) bytes += key;
        for (const std::string& one : tensors_) bytes += one;
        if (!data.empty()) bytes.resize((bytes.size() + 31) / 32 * 32);
        return bytes + data;
    }

  private:
    std::vector<std::string> keys_, tensors_;
};

}  // namespace lathe::tests
