// SPDX-License-Identifier: Apache-2.0
// One batch's buffers in a stack: what goes in and out, what each layer keeps for the way back, and what all
// layers use in turn. Buffers of products have room for productRows() rows.
#pragma once

#include <algorithm>
#include <vector>

#include "core/engine/layers/stack.h"

namespace lathe::layers {

/// What a norm keeps.
struct KeptNorm {
    void* normal = nullptr;  ///< [rows, width]
    float* scale = nullptr;  ///< [rows]
};

/// What a layer keeps. In the last layer everything but keys and values is of the outputs' rows alone.
struct KeptLayer {
    /// [prefix + tokens] rows of query, key, value side by side; in the last layer the query stands alone.
    void *query = nullptr, *key = nullptr;
    float* logSum = nullptr;  ///< [queries, heads]
    void *crossQuery = nullptr, *crossKey = nullptr;
    float* crossLogSum = nullptr;
    void* inner = nullptr;  ///< [rows, innerColumns]; becomes its gradient
};

/// One batch's trained keys and values: in front of its rows, of what they read of an encoder, and in place
/// of its soft tokens' own.
struct LanePrefixes {
    Prefix self, cross, infix;
};

struct StackWork {
    // The border: the caller's part.
    float* stream = nullptr;          ///< [tokens, width]: input embeddings go in here
    void* hidden = nullptr;           ///< [outputs, width] narrow: what the head takes; then its gradient
    float* softGradient = nullptr;    ///< [soft rows, width] after backward()
    std::vector<LanePrefixes> lanes;  ///< of each batch that the plan joins
    const KeyCache *cache = nullptr, *crossCache = nullptr;
    const void* encoded = nullptr;  ///< [encoded, encoderWidth] narrow; not used with crossCache
    float* dEncoded = nullptr;  ///< [encoded, encoderWidth]: its gradient is added to it; null: not wanted

    Profile* profile = nullptr;  ///< what times the parts; null: nothing

    bool wantsPrefix() const {
        return std::any_of(lanes.begin(), lanes.end(), [](const auto& lane) { return lane.self.dKey; });
    }

    bool keep = false;
    std::vector<KeptNorm> norms;
    std::vector<KeptLayer> layers;
    float *cosine = nullptr, *sine = nullptr;              ///< [tokens, pairs]
    float *outputCosine = nullptr, *outputSine = nullptr;  ///< the same of the outputs
    std::int32_t* outputPositions = nullptr;
    void *narrowA = nullptr, *narrowB = nullptr;  ///< [tokens, width]: a block's input, and its output
    void* attended = nullptr;                     ///< [tokens, heads * headWidth]
    void* gated = nullptr;                        ///< [tokens, feedForward]
    float* outputStream = nullptr;  ///< [outputs, width]; the stream itself where all are outputs
    void* dense = nullptr;          ///< [outputs, width]: the transform's inner values
    KeptNorm denseNorm;
    float* scratch = nullptr;  ///< attention's, for each thread
    std::int64_t scratchFloats = 0;
    // The way back.
    float* dx = nullptr;         ///< the stream's gradient: outputStream, below the last layer stream
    std::int64_t rows = 0;       ///< of the stream above
    void* dAttention = nullptr;  ///< gradient of query, key, value, laid out as they are
    void *dCrossQuery = nullptr, *dCrossKey = nullptr;
    void* dEncodedPart = nullptr;    ///< [encoded, encoderWidth], one layer's
    float* frontGradient = nullptr;  ///< [chunks, kv heads, 2, front, headWidth]
    void* softAttention = nullptr;   ///< [soft rows, heads + 2 kv heads, headWidth]
    void *softNormal = nullptr, *softOut = nullptr;
    float* softScale = nullptr;
};

}  // namespace lathe::layers
