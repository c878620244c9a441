// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_added.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/text/tokenizer_characters.h"

namespace lathe::tokens {
AddedTokens::AddedTokens() : nodes_(1), first_(256, -1) {}

std::int32_t AddedTokens::step(std::int32_t node, unsigned char byte) const {
    if (node == 0) return first_[byte];
    for (const auto& [key, to] : nodes_[static_cast<std::size_t>(node)].next)
        if (key == byte) return to;
    return -1;
}

void AddedTokens::add(AddedToken token) {
    if (token.content.empty()) return;
    std::int32_t node = 0;
    for (const char c : token.content) {
        const auto byte = static_cast<unsigned char>(c);
        std::int32_t next = step(node, byte);
        if (next < 0) {
            next = static_cast<std::int32_t>(nodes_.size());
            nodes_.emplace_back();
            if (node == 0)
                first_[byte] = next;
            else
                nodes_[static_cast<std::size_t>(node)].next.emplace_back(byte, next);
        }
        node = next;
    }
    nodes_[static_cast<std::size_t>(node)].token = static_cast<std::int32_t>(tokens_.size());
    tokens_.push_back(std::move(token));
}

std::vector<AddedPiece> AddedTokens::split(std::string_view text) const {
    std::vector<AddedPiece> pieces;
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size() && !tokens_.empty();) {
        std::int32_t node = 0, best = -1;
        std::size_t bestEnd = at;
        for (std::size_t i = at; i < text.size(); ++i) {
            node = step(node, static_cast<unsigned char>(text[i]));
            if (node < 0) break;
            if (const std::int32_t token = nodes_[static_cast<std::size_t>(node)].token; token >= 0) {
                best = token;
                bestEnd = i + 1;
            }
        }
        if (best < 0) {
            ++at;
            continue;
        }
        const AddedToken& token = tokens_[static_cast<std::size_t>(best)];
        std::size_t start = at, stop = bestEnd;
        at = bestEnd;
        if (token.singleWord) {
            std::size_t behind = stop;
            if ((start > 0 && isWordCharacter(pointBefore(text, start))) ||
                (stop < text.size() && isWordCharacter(nextCodePoint(text, behind))))
                continue;
        }
        if (token.stripLeft)
            while (start > done && isBlank(pointBefore(text, start))) {
                do --start;
                while (start > done && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U);
            }
        if (token.stripRight)
            for (std::size_t next = stop; stop < text.size() && isBlank(nextCodePoint(text, next));
                 stop = next) {
            }
        if (start < done) continue;  // it stands in blanks that the token before has taken
        if (start > done) pieces.push_back({-1, text.substr(done, start - done)});
        pieces.push_back({token.id, text.substr(start, stop - start)});
        done = stop;
        at = std::max(at, stop);
    }
    if (done < text.size()) pieces.push_back({-1, text.substr(done)});
    return pieces;
}

}  // namespace lathe::tokens
