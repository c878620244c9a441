// SPDX-License-Identifier: Apache-2.0
// A plan's numbers as tensors on the device: for each attention the rows that its keys are gathered from,
// span by span, and for each of those rows the places that its gradient comes back from. Private to the
// engine.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/engine/device/upload.h"
#include "core/engine/layers/plan.h"

namespace lathe::device {

/// How sizes are rounded up, so that few forms of batch exist and a graph serves many.
struct Rounding {
    bool on = false;
    std::int64_t up(std::int64_t count) const;
    /// Of what is only a bound: the next power of two.
    std::int64_t bound(std::int64_t count) const;
};

/// Spans side by side, padded to one length: for attention as plain products.
struct PaddedSpans {
    std::int64_t spans = 0, queries = 0, keys = 0;
    at::Tensor queryRows,
        keyRows;  ///< [spans * queries], [spans * keys]: rows of the queries and gathered keys
    at::Tensor queryPlace, keyPlace;  ///< of each row its place among the padded
    at::Tensor hidden;                ///< [spans, 1, queries, keys] 0, or a large negative number
    at::Tensor real;                  ///< [spans, 1, queries, 1] 1, or 0 behind a span's own queries
    at::Tensor distance, near;        ///< T5's: column of the bias table of each pair, and 1 where it has one
    at::Tensor bias;                  ///< [spans, heads, queries, keys], made of those on the device
};

struct AttentionIndex {
    std::int64_t queries = 0;   ///< rows of the query tensor
    std::int64_t gathered = 0;  ///< rows of the gathered keys
    std::int64_t rows = 0;      ///< tokens (or the encoder's) that keys come from
    std::int64_t trained = 0;   ///< trained keys: prefixes, then infixes
    std::int64_t spans = 0, mostQueries = 0, mostKeys = 0;
    bool causal = false;  ///< each query sees the keys up to its own place, counted from the span's end
    bool packed = false;  ///< the spans lie in order, and are all causal or all see everything
    at::Tensor queryEnds, keyEnds;  ///< [spans + 1]
    at::Tensor source;              ///< [gathered] a row; below 0: trained row ~k
    at::Tensor first, place;  ///< of row or trained row r: places first[r] to first[r + 1] - 1 of `place`
    PaddedSpans padded;       ///< filled where asked for
};

struct StackIndex {
    std::int64_t tokens = 0, outputs = 0, soft = 0, encoded = 0;  ///< rounded up, but for soft
    bool whole = false;
    bool early = false;                ///< the last layer's queries are the outputs' alone
    at::Tensor positions, outputRows;  ///< [tokens], [outputs]
    at::Tensor outputOf;               ///< [tokens] index of an output, or `outputs`
    at::Tensor softRows;
    AttentionIndex self, cross;          ///< all tokens' queries
    AttentionIndex lastSelf, lastCross;  ///< the outputs' alone
};

struct IndexOptions {
    Rounding rounding;
    bool padded = false;     ///< attention as plain products
    std::int64_t reach = 0;  ///< of T5's bias
};

/// What stands in place of the soft tokens of each batch that `plan` joins: its infix's first trained row, or
/// -1.
using Infixes = std::vector<std::int64_t>;

/// Fills `to`, whose tensors hold what they say once `upload` was sent.
void makeIndex(const layers::StackPlan& plan, const Infixes& infixes, std::int64_t trainedSelf,
               const IndexOptions& options, Upload& upload, StackIndex* to);

}  // namespace lathe::device
