// SPDX-License-Identifier: Apache-2.0
// WordPiece (BERT): the longest token at each place of a word; a word that does not work out is unknown as a
// whole.
#pragma once

#include <string>

#include "core/text/tokenizer_model.h"
#include "core/text/tokenizer_vocabulary.h"

namespace lathe::tokens {

class WordPiece : public Model {
  public:
    WordPiece(TokenIds ids, std::int32_t unknown, std::string prefix, std::size_t mostCharacters);
    void encode(std::string_view word, std::vector<std::int32_t>& out) const override;

  private:
    TokenIds ids_;
    std::int32_t unknown_;
    std::string prefix_;
    std::size_t mostCharacters_, longest_ = 0;
};

}  // namespace lathe::tokens
