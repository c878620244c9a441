// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/row_order.h"

#include <algorithm>
#include <cassert>

#include "core/base/random.h"

namespace lathe {

RowOrder::RowOrder(std::int64_t rows, std::uint64_t seed) : rows_(rows), seed_(seed) {
    assert(rows > 0);
}

std::vector<std::int64_t> RowOrder::take(OrderPosition& position, std::int64_t count) {
    if (position.taken >= rows_) position = {position.epoch + 1, 0};
    if (epoch_ != position.epoch) {
        order_ = Random(seed_, "order", static_cast<std::uint64_t>(position.epoch)).permutation(rows_);
        epoch_ = position.epoch;
    }
    const std::int64_t end = std::min(rows_, position.taken + count);
    std::vector<std::int64_t> taken(order_.begin() + position.taken, order_.begin() + end);
    position.taken = end;
    return taken;
}

}  // namespace lathe
