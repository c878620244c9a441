// SPDX-License-Identifier: Apache-2.0
// BPE as sentencepiece has it: of all neighbours that make a piece together, those of the highest score are
// joined first.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "core/text/tokenizer_model.h"
#include "core/text/tokenizer_spm_file.h"
#include "core/text/tokenizer_trie.h"
#include "core/text/tokenizer_vocabulary.h"

namespace lathe::tokens {

class SpmBpe : public Model {
  public:
    explicit SpmBpe(const SpmFile& file);
    void encode(std::string_view word, std::vector<std::int32_t>& out) const override;

  private:
    /// Unused pieces that were made on the way, with how long their left part is: they fall apart again at
    /// the end.
    using Joins = std::unordered_map<std::string_view, std::size_t>;
    void append(std::string_view piece, const Joins& joins, std::vector<std::int32_t>& out) const;

    struct Known {
        float score = 0;
        bool unused = false;
    };
    TokenIds ids_;  ///< what may stand in a text
    std::vector<Known> known_;
    std::vector<std::int32_t> byteIds_;  ///< by byte; empty without byte fallback
    PrefixTrie always_;                  ///< user-defined pieces: never joined to others
    std::int32_t unknown_ = 0;
    std::size_t longest_ = 0;
};

}  // namespace lathe::tokens
