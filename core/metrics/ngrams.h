// SPDX-License-Identifier: Apache-2.0
// Counted runs of words or characters. Private to this folder.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lathe::metrics {

/// Pieces as numbers, so that runs of them compare quickly; shared by the texts that are compared.
template <class Piece>
class Numbering {
  public:
    std::vector<std::int32_t> of(const std::vector<Piece>& pieces) {
        std::vector<std::int32_t> ids;
        for (const Piece& piece : pieces)
            ids.push_back(
                numbers_.try_emplace(piece, static_cast<std::int32_t>(numbers_.size())).first->second);
        return ids;
    }

  private:
    std::unordered_map<Piece, std::int32_t> numbers_;
};

using Run = std::vector<std::int32_t>;
using Runs = std::map<Run, std::int64_t>;

/// How often each run of `length` pieces stands in the list.
inline Runs runsOf(const std::vector<std::int32_t>& pieces, std::size_t length) {
    Runs runs;
    for (std::size_t i = 0; i + length <= pieces.size(); ++i)
        ++runs[Run(pieces.begin() + static_cast<std::ptrdiff_t>(i),
                   pieces.begin() + static_cast<std::ptrdiff_t>(i + length))];
    return runs;
}

/// Runs that both have, each as often as the rarer side has it.
inline std::int64_t shared(const Runs& a, const Runs& b) {
    std::int64_t count = 0;
    for (const auto& [run, times] : a)
        if (const auto found = b.find(run); found != b.end()) count += std::min(times, found->second);
    return count;
}

}  // namespace lathe::metrics
