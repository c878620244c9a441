// SPDX-License-Identifier: Apache-2.0
// Which of a fixed set of byte strings a text goes on with, shortest first.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace lathe::tokens {

class PrefixTrie {
  public:
    using Entry = std::pair<std::string_view, std::int32_t>;
    PrefixTrie() { first_.fill(0); }
    /// Of strings and their values (not negative); of equal strings the last one counts, empty ones never
    /// match.
    explicit PrefixTrie(std::vector<Entry> entries);

    /// Calls found(length, value) for each string that stands at `from`, in order of length.
    template <class Found>
    void match(std::string_view text, std::size_t from, Found found) const {
        if (from >= text.size()) return;
        std::int32_t node = first_[static_cast<unsigned char>(text[from])];
        for (std::size_t at = from + 1; node > 0; ++at) {
            const Node& here = nodes_[static_cast<std::size_t>(node)];
            if (here.value >= 0) found(at - from, here.value);
            node = at < text.size() ? step(here, static_cast<unsigned char>(text[at])) : 0;
        }
    }

  private:
    struct Node {
        std::int32_t children = 0, value = -1;  ///< children stand side by side, in order of their bytes
        std::uint16_t count = 0;
        unsigned char byte = 0;
    };
    std::int32_t step(const Node& from, unsigned char byte) const {
        std::int32_t low = from.children, size = from.count;
        while (size > 0) {
            const std::int32_t half = size / 2;
            const unsigned char middle = nodes_[static_cast<std::size_t>(low + half)].byte;
            if (middle == byte) return low + half;
            if (middle < byte) {
                low += half + 1;
                size -= half + 1;
            } else {
                size = half;
            }
        }
        return 0;
    }
    std::vector<Node> nodes_;  ///< 0 is the root
    std::array<std::int32_t, 256> first_;
};

}  // namespace lathe::tokens
