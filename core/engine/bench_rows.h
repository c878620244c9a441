// SPDX-License-Identifier: Apache-2.0
// Batches of random rows for measuring.
#pragma once

#include <cstdint>

#include "core/engine/batch.h"
#include "core/engine/bench.h"

namespace lathe {

/// `options`' rows of random tokens, drawn for a step; `slots` soft tokens in front of each or behind its
/// source. In encoder-decoders the source stands in the encoder, in masked models the labelled tokens are
/// blanks.
class DrawnRows {
  public:
    DrawnRows(const BenchOptions& options, const BackboneShape& shape, std::int64_t slots,
              std::uint64_t step);
    /// `shared`: a decoder's soft tokens stand once in front of all rows. Rows whose source's keys are stored
    /// have a past, into these rows.
    PackedBatch batch(bool shared) const;

  private:
    struct Row {
        std::vector<std::int32_t> context, answer, start, blanks;
        std::size_t past = 0;
        PackedRow packed() const { return {context, answer, start, blanks, past}; }
    };
    std::vector<Row> rows_;
    bool decoder_ = false;
};

/// Tokens of the rows without soft slots, padding (there is none) and what a decoder begins with.
std::int64_t realTokens(const PackedBatch& batch);

}  // namespace lathe
