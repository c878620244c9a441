// SPDX-License-Identifier: Apache-2.0
// Tokens that are found in a text as they are written, before anything else is split.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
    AddedTokens();
    void add(AddedToken token);
    bool empty() const { return tokens_.empty(); }
    std::vector<AddedPiece> split(std::string_view text) const;

  private:
    struct Node {
        std::vector<std::pair<unsigned char, std::int32_t>> next;  ///< few: sorted is not worth it
        std::int32_t token = -1;
    };
    std::int32_t step(std::int32_t node, unsigned char byte) const;
    std::vector<AddedToken> tokens_;
    std::vector<Node> nodes_;
    std::vector<std::int32_t> first_;  ///< the root's steps, by byte
};

}  // namespace lathe::tokens
