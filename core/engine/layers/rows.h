// SPDX-License-Identifier: Apache-2.0
// Rows picked from a matrix by number.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

namespace lathe::layers {

/// to[i] = from[rows[i]], `bytes` a row.
inline void gatherRows(const void* from, const std::vector<std::int32_t>& rows, std::int64_t bytes,
                       void* to) {
    auto* out = static_cast<char*>(to);
    for (std::int32_t row : rows) {
        std::memcpy(out, static_cast<const char*>(from) + row * bytes, static_cast<std::size_t>(bytes));
        out += bytes;
    }
}

/// to[rows[i]] = from[i].
inline void scatterRows(const void* from, const std::vector<std::int32_t>& rows, std::int64_t bytes,
                        void* to) {
    const auto* in = static_cast<const char*>(from);
    for (std::int32_t row : rows) {
        std::memcpy(static_cast<char*>(to) + row * bytes, in, static_cast<std::size_t>(bytes));
        in += bytes;
    }
}

}  // namespace lathe::layers
