// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_trie.h"

#include <algorithm>

namespace lathe::tokens {

PrefixTrie::PrefixTrie(std::vector<Entry> entries) {
    first_.fill(0);
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.first < b.first; });
    // Breadth first, so that the children of a node stand side by side.
    struct Range {
        std::size_t from, to, depth;
    };
    std::vector<Range> ranges = {{0, entries.size(), 0}};
    nodes_.resize(1);
    for (std::size_t node = 0; node < ranges.size(); ++node) {
        auto [from, to, depth] = ranges[node];
        for (; from < to && entries[from].first.size() == depth; ++from)
            if (node > 0) nodes_[node].value = entries[from].second;
        nodes_[node].children = static_cast<std::int32_t>(nodes_.size());
        while (from < to) {
            const auto byte = static_cast<unsigned char>(entries[from].first[depth]);
            std::size_t end = from + 1;
            while (end < to && static_cast<unsigned char>(entries[end].first[depth]) == byte) ++end;
            ranges.push_back({from, end, depth + 1});
            ++nodes_[node].count;
            if (node == 0) first_[byte] = static_cast<std::int32_t>(nodes_.size());
            Node child;
            child.byte = byte;
            nodes_.push_back(child);
            from = end;
        }
    }
}

}  // namespace lathe::tokens
