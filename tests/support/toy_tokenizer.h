// SPDX-License-Identifier: Apache-2.0
// A tokenizer small enough to follow by eye: words take the space before them, long words fall into pieces of
// four letters, everything else is one token a character. Special tokens: <s>, </s>, [MASK], read in text as
// well.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/text/tokenizer.h"

namespace lathe {

class ToyTokenizer : public Tokenizer {
  public:
    std::vector<std::int32_t> first;  ///< what before() gives
    std::vector<std::int32_t> last;   ///< what behind() gives
    bool masks = true;

    std::vector<std::int32_t> encode(std::string_view text, Surround surround) const override {
        std::vector<std::int32_t> ids;
        if (surround == Surround::Yes) ids = first;
        for (std::size_t at = 0; at < text.size();) {
            std::size_t size = 0;
            for (std::size_t s = 0; s < 3 && size == 0; ++s)
                if (text.substr(at).starts_with(pieces_[s])) size = pieces_[s].size();
            if (size == 0) {
                std::size_t end = at + (text[at] == ' ' ? 1 : 0), letters = 0;
                while (end < text.size() && isLetter(text[end]) && letters < 4) ++end, ++letters;
                if (letters == 0) {
                    end = at;
                    nextCodePoint(text, end);
                }
                size = end - at;
            }
            ids.push_back(idFor(std::string(text.substr(at, size))));
            at += size;
        }
        if (surround == Surround::Yes) ids.insert(ids.end(), last.begin(), last.end());
        return ids;
    }
    std::string decode(std::span<const std::int32_t> ids, bool keepSpecial) const override {
        std::string text;
        for (const auto id : ids)
            if (keepSpecial || !isSpecial(id)) text += piece(id);
        return text;
    }
    std::int64_t size() const override { return static_cast<std::int64_t>(pieces_.size()); }
    std::string piece(std::int32_t id) const override { return pieces_[static_cast<std::size_t>(id)]; }
    bool isSpecial(std::int32_t id) const override { return id < 3; }
    bool isFiller(std::int32_t id) const override { return id < 3; }
    std::optional<std::int32_t> idOf(std::string_view token) const override {
        const auto at = std::find(pieces_.begin(), pieces_.end(), token);
        if (at == pieces_.end()) return std::nullopt;
        return static_cast<std::int32_t>(at - pieces_.begin());
    }
    std::optional<std::int32_t> bos() const override { return 0; }
    std::optional<std::int32_t> eos() const override { return 1; }
    std::optional<std::int32_t> pad() const override { return std::nullopt; }
    std::optional<std::int32_t> mask() const override {
        return masks ? std::optional<std::int32_t>(2) : std::nullopt;
    }
    std::vector<std::int32_t> before() const override { return first; }
    std::vector<std::int32_t> behind() const override { return last; }
    std::vector<std::int32_t> mostCommon(std::int64_t) const override { return {}; }
    std::string digest() const override { return "toy"; }

  private:
    static bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
    std::int32_t idFor(const std::string& text) const {
        if (const auto known = idOf(text)) return *known;
        pieces_.push_back(text);
        return static_cast<std::int32_t>(pieces_.size() - 1);
    }
    mutable std::vector<std::string> pieces_ = {"<s>", "</s>", "[MASK]"};
};

}  // namespace lathe
