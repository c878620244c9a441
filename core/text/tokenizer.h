// SPDX-License-Identifier: Apache-2.0
// Text to token ids and back, as the backbone's own tokenizer does it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lathe {

/// Whether the tokens that the tokenizer puts around a text (BOS, [CLS], </s>) are added. Special tokens
/// written in the text count either way.
enum class Surround { No, Yes };

class Tokenizer {
  public:
    virtual ~Tokenizer() = default;

    virtual std::vector<std::int32_t> encode(std::string_view text, Surround surround) const = 0;
    /// The text of ids; `keepSpecial` false leaves special tokens out. Bytes that form no UTF-8 become
    /// U+FFFD.
    virtual std::string decode(std::span<const std::int32_t> ids, bool keepSpecial) const = 0;

    virtual std::int64_t size() const = 0;
    /// The bytes that a token stands for ("Ġfood" -> " food"); a special token's own name.
    virtual std::string piece(std::int32_t id) const = 0;
    virtual bool isSpecial(std::int32_t id) const = 0;
    /// True where a token is no word of the language: special, unused, or a lone byte.
    virtual bool isFiller(std::int32_t id) const = 0;
    virtual std::optional<std::int32_t> idOf(std::string_view token) const = 0;
    virtual std::optional<std::int32_t> bos() const = 0;
    virtual std::optional<std::int32_t> eos() const = 0;
    virtual std::optional<std::int32_t> pad() const = 0;
    virtual std::optional<std::int32_t> mask() const = 0;
    /// What stands before and behind a text with Surround::Yes.
    virtual std::vector<std::int32_t> before() const = 0;
    virtual std::vector<std::int32_t> behind() const = 0;
    /// Up to `count` ids from the most common on, by METHODS' rule of this kind of tokenizer (BPE: merge rank
    /// without single bytes and specials; unigram: score; WordPiece: id without [unused]).
    virtual std::vector<std::int32_t> mostCommon(std::int64_t count) const = 0;
    /// SHA-256 of what decides the ids.
    virtual std::string digest() const = 0;
    /// The chat template (Jinja) that came with the tokenizer, as written; empty where there is none.
    virtual std::string chatTemplate() const { return {}; }
};

/// Reads the tokenizer of a GGUF file, or of a folder with tokenizer.json, vocab.json and merges.txt,
/// vocab.txt, spiece.model or tokenizer.model. In texts, bytes that are no UTF-8 count as U+FFFD.
Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const std::string& path);

}  // namespace lathe
