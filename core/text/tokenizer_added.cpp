// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_added.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/text/tokenizer_characters.h"

namespace lathe::tokens {

AddedTokens::AddedTokens(std::vector<AddedToken> tokens) : tokens_(std::move(tokens)) {
    std::vector<PrefixTrie::Entry> entries;
    for (std::size_t i = 0; i < tokens_.size(); ++i)
        entries.emplace_back(tokens_[i].content, static_cast<std::int32_t>(i));
    trie_ = PrefixTrie(std::move(entries));
}

std::vector<AddedPiece> AddedTokens::split(std::string_view text) const {
    std::vector<AddedPiece> pieces;
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size() && !tokens_.empty();) {
        std::int32_t best = -1;
        std::size_t stop = at;
        trie_.match(text, at, [&](std::size_t length, std::int32_t token) {
            best = token;
            stop = at + length;
        });
        if (best < 0) {
            ++at;
            continue;
        }
        const AddedToken& token = tokens_[static_cast<std::size_t>(best)];
        std::size_t start = at;
        at = stop;
        if (token.singleWord) {
            std::size_t behind = stop;
            if ((start > 0 && isWordCharacter(pointBefore(text, start))) ||
                (stop < text.size() && isWordCharacter(nextCodePoint(text, behind))))
                continue;
        }
        if (token.stripLeft) {
            while (start > done && isBlank(pointBefore(text, start))) {
                do --start;
                while (start > done && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U);
            }
            start = std::max(start, done);
        }
        if (token.stripRight)
            for (std::size_t next = stop; stop < text.size() && isBlank(nextCodePoint(text, next));
                 stop = next) {
            }
        // A token may stand in blanks that the token before it took: the reference gives both.
        if (start > done) pieces.push_back({-1, text.substr(done, start - done)});
        pieces.push_back({token.id, text.substr(start, stop - start)});
        done = stop;
    }
    if (done < text.size()) pieces.push_back({-1, text.substr(done)});
    return pieces;
}

}  // namespace lathe::tokens
