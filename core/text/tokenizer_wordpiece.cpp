// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_wordpiece.h"

#include <algorithm>

namespace lathe::tokens {

WordPiece::WordPiece(TokenIds ids, std::int32_t unknown, std::string prefix, std::size_t mostCharacters)
    : ids_(std::move(ids)), unknown_(unknown), prefix_(std::move(prefix)), mostCharacters_(mostCharacters) {
    for (const auto& [token, id] : ids_) longest_ = std::max(longest_, token.size());
}

void WordPiece::encode(std::string_view word, std::vector<std::int32_t>& out) const {
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    const auto characters = static_cast<std::size_t>(
        std::count_if(word.begin(), word.end(), [&](char c) { return !continues(c); }));
    if (characters > mostCharacters_) return out.push_back(unknown_);
    const std::size_t before = out.size();
    for (std::size_t start = 0; start < word.size();) {
        const std::string front = start > 0 ? prefix_ : std::string();
        std::size_t end = std::min(word.size(), start + longest_);
        while (end > start && end < word.size() && continues(word[end])) --end;
        std::optional<std::int32_t> found;
        while (end > start) {
            found = idIn(ids_, front + std::string(word.substr(start, end - start)));
            if (found) break;
            do --end;
            while (end > start && continues(word[end]));
        }
        if (!found) {
            out.resize(before);
            return out.push_back(unknown_);
        }
        out.push_back(*found);
        start = end;
    }
}

}  // namespace lathe::tokens
