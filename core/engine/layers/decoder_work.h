// SPDX-License-Identifier: Apache-2.0
// One batch's buffers in a decoder: what each layer keeps for the way back, and what all layers use in turn.
#pragma once

#include <vector>

#include "core/engine/layers/decoder.h"

namespace lathe::layers {

/// What a layer keeps. In the last layer everything but keys and values is of the outputs' rows alone.
struct KeptLayer {
    void* normal1 = nullptr;  ///< [tokens, width]
    float* scale1 = nullptr;
    void* query = nullptr;  ///< query, key, value side by side; in the last layer the query stands alone
    void* key = nullptr;
    float* logSum = nullptr;  ///< [queries, heads]
    void* normal2 = nullptr;
    float* scale2 = nullptr;
    void* gateUp = nullptr;  ///< [rows, 2 * feedForward]; becomes its gradient
};

struct DecoderWork : ModuleWork {
    bool keep = false;
    std::vector<KeptLayer> layers;
    float *cosine = nullptr, *sine = nullptr;              ///< [tokens, headWidth / 2]
    float *outputCosine = nullptr, *outputSine = nullptr;  ///< the same of the outputs
    void *narrowA = nullptr, *narrowB = nullptr;           ///< [tokens, width]
    void* attended = nullptr;                              ///< [tokens, heads * headWidth]
    void* gated = nullptr;                                 ///< [tokens, feedForward]
    float* outputStream = nullptr;                         ///< [outputs, width]
    void* finalNormal = nullptr;
    float* finalScale = nullptr;
    float* scratch = nullptr;  ///< attention's, for each thread
    std::int64_t scratchFloats = 0;
    // The way back.
    void* dAttention = nullptr;      ///< gradient of query, key, value, laid out as they are
    float* frontGradient = nullptr;  ///< [chunks, kv heads, 2, front, headWidth]
    void* softAttention = nullptr;   ///< [soft rows, heads + 2 kv heads, headWidth]
    void *softNormal = nullptr, *softOut = nullptr;
    float* softScale = nullptr;
};

}  // namespace lathe::layers
