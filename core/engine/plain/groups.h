// SPDX-License-Identifier: Apache-2.0
// Rows of an attention side by side, padded to one length: plain tensors know no packed rows. Private to
// core/engine/plain.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace lathe::plain {

/// Queries that share their keys; query i sees the first `visible[i]` of them.
struct Group {
    std::vector<std::int64_t> queries;  ///< rows of the query tensor
    std::vector<std::int64_t> keys;     ///< rows of the key tensor, trained ones first
    std::vector<std::int64_t> visible;
};

struct Groups {
    std::int64_t count = 0, queries = 0, keys = 0;  ///< padded
    at::Tensor queryRows, keyRows;                  ///< [count * queries], [count * keys]
    at::Tensor mask;            ///< [count, 1, queries, keys]: 0, or -infinity where a key is not seen
    at::Tensor back;            ///< [rows of the query tensor]: where each stands among the padded
    at::Tensor distance, near;  ///< T5: index into the bias of each pair, and 1 where it has one (else 0)
};

/// Each of `rows` query rows stands in one group. `reach` above 0: with the distances of `keyPositions`
/// (below 0: none) from `queryPositions`, cut off at it.
Groups padded(const std::vector<Group>& groups, std::int64_t rows, std::int64_t reach = 0,
              const std::vector<std::int64_t>& queryPositions = {},
              const std::vector<std::int64_t>& keyPositions = {});

struct Heads {
    std::int64_t count = 0, keyValue = 0, width = 0;
    float scale = 1;
};
/// softmax(q k^T scale + bias) v over the groups: [rows, heads * width] from q [rows, ...], k and v [keys,
/// ...]; `bias` [heads, 2 * reach + 1] or undefined.
at::Tensor attend(const Groups& groups, const Heads& heads, const at::Tensor& query, const at::Tensor& key,
                  const at::Tensor& value, const at::Tensor& bias);

}  // namespace lathe::plain
