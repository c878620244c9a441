// SPDX-License-Identifier: Apache-2.0
// Tokens that are found in a text as they are written, before anything else is split.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/tokenizer_trie.h"

namespace lathe::tokens {

struct AddedToken {
    std::int32_t id = 0;
    std::string content;
    bool special = false, singleWord = false, stripLeft = false, stripRight = false;
    bool normalized = false;  ///< looked for in the normalised text
};

/// A part of a text: a token, or text between tokens (id -1).
struct AddedPiece {
    std::int32_t id = -1;
    std::string_view text;
};

/// Finds a fixed set of tokens, leftmost first and the longest of those that start together.
class AddedTokens {
  public:
    AddedTokens() = default;
    explicit AddedTokens(std::vector<AddedToken> tokens);
    bool empty() const { return tokens_.empty(); }
    std::vector<AddedPiece> split(std::string_view text) const;

  private:
    std::vector<AddedToken> tokens_;
    PrefixTrie trie_;  ///< of contents, with the place in `tokens_`
};

}  // namespace lathe::tokens
