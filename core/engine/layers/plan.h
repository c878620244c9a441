// SPDX-License-Identifier: Apache-2.0
// What a packed batch means to the layers: which keys each query sees, which positions go to the head, which
// are soft.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/engine/batch.h"
#include "core/engine/layers/kernels/kernels.h"

namespace lathe::layers {

struct PackedPlan {
    std::int64_t tokens = 0, front = 0, mostKeys = 0;
    std::vector<std::int32_t> positions;  ///< [tokens]
    std::vector<Span> spans;              ///< over all tokens' queries
    std::vector<KeyRun> runs;
    std::vector<std::int32_t> visible;  ///< [tokens]
    std::vector<std::int32_t> outputs;  ///< packed positions that go to the head, ascending, each once
    std::vector<Span> outputSpans;      ///< the same spans over the outputs' queries alone
    std::vector<std::int32_t> outputVisible;
    std::vector<std::int32_t> softRows, softSlots;  ///< packed positions of soft tokens, and their slots
    std::vector<std::int32_t> slots;                ///< with a key cache: where each token's key goes
    std::vector<std::int32_t>
        chunks;  ///< spans [chunks[c], chunks[c + 1]) share one sum of the front's gradients

    std::int64_t outputCount() const { return static_cast<std::int64_t>(outputs.size()); }
    std::int64_t chunkCount() const { return static_cast<std::int64_t>(chunks.size()) - 1; }
};

/// Checks a batch and plans it: rows in order and end to end behind the front, tokens below `vocabulary`,
/// slots below `slots`, positions below `context`.
Result<PackedPlan> planBatch(const PackedBatch& batch, std::int64_t vocabulary, std::int64_t slots,
                             std::int64_t context);
/// Index into plan.outputs of each predicted position of the batch.
std::vector<std::int32_t> outputsOf(const PackedPlan& plan, const PackedBatch& batch);

}  // namespace lathe::layers
