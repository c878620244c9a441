// SPDX-License-Identifier: Apache-2.0
// sentencepiece's "precompiled_charsmap": which byte sequences of a text become which others. The format: the
// trie's size in bytes (uint32), a double array of uint32 units, then the replacements, each ended by NUL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lathe::tokens {

class CharacterMap {
  public:
    /// Every unit that a text can reach is checked here; the error says what is broken.
    static Result<CharacterMap> read(std::string_view blob);

    struct Match {
        std::size_t length;
        std::string_view replacement;
    };
    /// The longest rule that the text goes on with at `from`.
    std::optional<Match> longest(std::string_view text, std::size_t from) const;
    /// The shortest rule at the start of `chunk`: what the reference library replaces all of the chunk by.
    std::optional<std::string_view> shortest(std::string_view chunk) const;

  private:
    template <class Found>
    void match(std::string_view text, std::size_t from, Found found) const;
    std::string_view replacement(std::uint32_t offset) const;

    std::vector<std::uint32_t> units_;
    std::string replacements_;
};

/// As the reference library normalises: clusters of characters under six bytes as a whole, else one by one.
std::string mapped(const CharacterMap& map, std::string_view text);

}  // namespace lathe::tokens
