// SPDX-License-Identifier: Apache-2.0
// Which rows a step takes: a permutation an epoch, a pure function of (seed, epoch), so two integers are the
// whole position.
#pragma once

#include <cstdint>
#include <vector>

namespace lathe {

struct OrderPosition {
    std::int64_t epoch = 0;
    std::int64_t taken = 0;  ///< rows of this epoch that were taken
};

class RowOrder {
  public:
    RowOrder(std::int64_t rows, std::uint64_t seed);
    /// The next rows, at most `count`, and moves on. No step reaches over an epoch's end: its last step may
    /// be shorter.
    std::vector<std::int64_t> take(OrderPosition& position, std::int64_t count);

  private:
    std::int64_t rows_;
    std::uint64_t seed_;
    std::int64_t epoch_ = -1;  ///< the one that order_ is of
    std::vector<std::int64_t> order_;
};

}  // namespace lathe
