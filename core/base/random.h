// SPDX-License-Identifier: Apache-2.0
// Counter-based random numbers (Philox4x32-10, Salmon et al. 2011): a number is a function of (seed, stream, index),
// so that data order, inits and dropout need no saved state and never disturb each other.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace lathe {

class Random {
  public:
    /// `stream` names what the numbers are for ("order", "init", "dropout"); `part` tells apart epochs, steps, layers.
    Random(std::uint64_t seed, std::string_view stream, std::uint64_t part = 0);

    std::uint32_t bits(std::uint64_t index) const;
    /// In [0, 1), 53 bits.
    double uniform(std::uint64_t index) const;
    /// Standard normal (Box-Muller).
    double normal(std::uint64_t index) const;
    /// In [0, bound); bias below bound / 2^64.
    std::uint64_t below(std::uint64_t index, std::uint64_t bound) const;
    /// A permutation of 0 .. count - 1 (Fisher-Yates).
    std::vector<std::int64_t> permutation(std::int64_t count) const;

  private:
    std::uint32_t key_[2];
    std::uint32_t part_[2];
};

}  // namespace lathe
