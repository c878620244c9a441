// SPDX-License-Identifier: Apache-2.0
// Small words that the row encoder's parts share. Private to this folder.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.h"
#include "core/text/tokenizer.h"

namespace lathe::row_words {

inline std::string inQuotes(std::string_view text) {
    return '"' + printable(text) + '"';
}

/// Names for a message; long lists are cut short.
inline std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t kMost = 12;
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i) parts.push_back(inQuotes(names[i]));
    if (names.size() > kMost) parts.push_back("... (" + std::to_string(names.size()) + " in all)");
    return joined(parts);
}

/// The token that stands for whatever a tokenizer does not know, by its usual names.
inline bool isUnknown(const Tokenizer& tokenizer, std::int32_t id) {
    return id == tokenizer.idOf("[UNK]") || id == tokenizer.idOf("<unk>");
}

inline std::int64_t hardCount(const std::vector<std::int32_t>& ids) {
    return std::count_if(ids.begin(), ids.end(), [](std::int32_t id) { return id >= 0; });
}

}  // namespace lathe::row_words
