// SPDX-License-Identifier: Apache-2.0
// What a packed batch means to the layers: which keys each query sees, which positions go to the head, which
// are soft.
#pragma once

#include <cstdint>
#include <vector>

#include "core/backbones/description.h"
#include "core/base/result.h"
#include "core/engine/batch.h"
#include "core/engine/layers/kernels/kernels.h"

namespace lathe::layers {

/// The keys in front of one batch's rows, as its spans have them, and the chunks that its spans are in.
struct FrontPlan {
    std::int32_t front = 0, prefix = 0, prefixBegin = 0, frontBegin = 0;
    std::int32_t chunk = 0, chunks = 0;
};

/// Who sees which rows of an attention's key buffer: `prefix` trained rows stand first, then the tokens (or
/// with a cache its slots).
struct AttentionPlan {
    std::int64_t prefix = 0, mostKeys = 0;
    std::int64_t front = 0;   ///< the most keys that stand in front of a batch's rows
    std::vector<Span> spans;  ///< over all tokens' queries
    std::vector<KeyRun> runs;
    std::vector<std::int32_t> visible;  ///< [tokens]
    std::vector<Span> outputSpans;      ///< the same spans over the outputs' queries alone
    std::vector<std::int32_t> outputVisible;
    std::vector<std::int32_t>
        keyPositions;  ///< of each row of the key buffer; below 0: none (no relative bias)
    /// Spans [chunks[c], chunks[c + 1]) share one sum of the front's gradients; spans of the same runs lie in
    /// one.
    std::vector<std::int32_t> chunks{0};
    std::vector<FrontPlan> fronts;  ///< one a batch

    std::int64_t chunkCount() const { return static_cast<std::int64_t>(chunks.size()) - 1; }
};

struct StackPlan {
    std::int64_t tokens = 0;
    std::int64_t encoded = 0;             ///< rows of the encoder's output that cross attention reads
    std::vector<std::int32_t> positions;  ///< [tokens], behind a decoder's prefix
    AttentionPlan self, cross;
    std::vector<std::int32_t> outputs;  ///< packed positions that go to the head, ascending, each once
    bool whole = false;                 ///< the outputs are all tokens
    std::vector<std::int32_t> softRows, softSlots;  ///< packed positions of soft tokens, and their slots
    std::vector<std::int32_t> softBegin{0};         ///< of each batch, its first in softRows
    std::vector<std::int32_t> slots;                ///< with a key cache: where each token's key goes

    std::int64_t outputCount() const { return static_cast<std::int64_t>(outputs.size()); }
};

/// One batch over a backbone's stacks, or several that run together; the encoder's is empty but in
/// encoder-decoders.
struct BatchPlan {
    StackPlan encoder, main;
};

/// What a batch has to fit.
struct PlanLimits {
    BackboneKind kind = BackboneKind::Decoder;
    std::int64_t vocabulary = 0, context = 0;
    std::int64_t slots = 0;  ///< vectors of the soft prompt
    std::int64_t prefix = 0, encoderPrefix = 0, crossPrefix = 0;
};

/// Checks a batch and plans it: rows in order and end to end behind the front, tokens below the vocabulary,
/// slots below those there are, positions (and a prefix before them) within the context.
Result<BatchPlan> planBatch(const PackedBatch& batch, const PlanLimits& limits);
/// Several batches of one backbone as one: their rows stand behind each other, each batch sees its own prefix
/// and front alone, and the prefixes stand in front of all tokens. What is computed of a batch is what its
/// own plan says.
BatchPlan joinPlans(std::vector<BatchPlan> plans);
/// Plans an encoder's rows alone; every token is an output.
Result<StackPlan> planEncoder(const PackedBatch& batch, const PlanLimits& limits);
/// The spans of decoder rows over what they read of the encoder; `rows` in order, `encoderRows` end to end.
AttentionPlan planCross(const std::vector<PackedBatch::Row>& rows,
                        const std::vector<PackedBatch::Row>& encoderRows, std::int64_t prefix);
/// Fills outputSpans and outputVisible for the outputs' queries.
void planOutputs(AttentionPlan& plan, const std::vector<std::int32_t>& outputs);
/// Index into plan.outputs of each predicted position of the batch.
std::vector<std::int32_t> outputsOf(const StackPlan& plan, const PackedBatch& batch);

}  // namespace lathe::layers
