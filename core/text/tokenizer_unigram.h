// SPDX-License-Identifier: Apache-2.0
// Unigram models (Kudo 2018): of all ways to cut a word into tokens the one with the highest sum of scores.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/text/tokenizer_model.h"
#include "core/text/tokenizer_trie.h"
#include "core/text/tokenizer_vocabulary.h"

namespace lathe::tokens {

/// One token of a unigram vocabulary; its place in the list is its id.
struct ScoredToken {
    std::string text;
    double score = 0;
    bool found = true;    ///< false: never found in a text (control, unused, byte)
    bool always = false;  ///< found wherever it stands (user-defined)
};

struct UnigramOptions {
    std::int32_t unknown = 0;
    bool byteFallback = false;  ///< unknown characters become <0xNN> where all of them are tokens
    /// Sums in float as sentencepiece has them; else in double as the Tokenizers library has. Ties and near
    /// ties differ.
    bool single = false;
};

class Unigram : public Model {
  public:
    Unigram(std::vector<ScoredToken> tokens, UnigramOptions options);
    void encode(std::string_view word, std::vector<std::int32_t>& out) const override;

  private:
    /// The best way to reach a place: from where, by which token (-1: an unknown character), and its score.
    struct Step {
        double score = 0;
        std::int32_t from = -1, token = -1;
    };
    template <bool single>
    std::vector<Step> bestSteps(std::string_view word) const;
    void appendUnknown(std::string_view text, std::vector<std::int32_t>& out) const;

    std::vector<ScoredToken> tokens_;
    UnigramOptions options_;
    TokenIds ids_;
    std::vector<std::int32_t> byteIds_;  ///< by byte; empty where one is missing or there is no fallback
    PrefixTrie trie_;
    double unknownScore_ = 0, most_ = 0;
};

}  // namespace lathe::tokens
