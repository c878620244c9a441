// SPDX-License-Identifier: Apache-2.0
// Byte pair encoding (Sennrich et al. 2016): the pair of lowest rank is merged until none is left.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/base/result.h"
#include "core/text/tokenizer_model.h"
#include "core/text/tokenizer_vocabulary.h"

namespace lathe::tokens {

struct BpeOptions {
    bool byteFallback = false;  ///< characters not in the vocabulary become <0xNN>
    bool fuseUnknown = false;
    bool ignoreMerges = false;  ///< a word that is a token is that token
    std::optional<std::int32_t> unknown;
    std::string continuing, ending;  ///< put in front of all but the first, and behind the last symbol
};

/// Words are characters; a byte-level vocabulary gets its words in GPT-2's alphabet.
class Bpe : public Model {
  public:
    using Merges = std::vector<std::pair<std::string, std::string>>;
    /// Every merge's parts and result must be tokens; the error names the first that is not.
    static Result<std::unique_ptr<Bpe>> make(TokenIds ids, const Merges& merges, BpeOptions options);

    void encode(std::string_view word, std::vector<std::int32_t>& out) const override;
    /// What merges make, from the most common on (each id once).
    const std::vector<std::int32_t>& byRank() const { return byRank_; }

  private:
    struct Merge {
        std::int32_t rank, result;
    };
    struct PairHash {
        std::size_t operator()(std::uint64_t pair) const {
            pair ^= pair >> 31;
            return pair * 0x9E3779B97F4A7C15ULL >> 7;
        }
    };
    struct Symbol;

    Bpe(TokenIds ids, BpeOptions options) : options_(std::move(options)), ids_(std::move(ids)) {}
    std::vector<Symbol> symbols(std::string_view word) const;
    void merge(std::vector<Symbol>& symbols) const;
    const Merge* find(std::int32_t left, std::int32_t right) const;
    bool appendBytes(std::string_view text, std::vector<Symbol>& out) const;

    BpeOptions options_;
    TokenIds ids_;
    std::array<std::int32_t, 512> firstIds_{};  ///< tokens of one character below U+0200; -1: none
    std::array<std::int32_t, 256> byteIds_{};   ///< of <0xNN>; -1: none
    std::unordered_map<std::uint64_t, Merge, PairHash> merges_;
    std::vector<std::int32_t> byRank_;
    mutable std::mutex mutex_;
    mutable std::unordered_map<std::string, std::vector<std::int32_t>, TextHash, std::equal_to<>> cache_;
};

}  // namespace lathe::tokens
