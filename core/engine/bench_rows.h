// SPDX-License-Identifier: Apache-2.0
// Batches of random rows for measuring.
#pragma once

#include <cstdint>

#include "core/engine/batch.h"
#include "core/engine/bench.h"

namespace lathe {

/// A batch of `options`' rows, drawn for a step; `slots` soft tokens in front of each. `shared`: a decoder's
/// soft tokens stand once in front of all rows.
PackedBatch drawBatch(const BenchOptions& options, const BackboneShape& shape, std::int64_t slots,
                      std::uint64_t step, bool shared);
/// Tokens of the rows without soft slots, padding (there is none) and what a decoder begins with.
std::int64_t realTokens(const PackedBatch& batch);

}  // namespace lathe
