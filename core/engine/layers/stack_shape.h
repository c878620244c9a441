// SPDX-License-Identifier: Apache-2.0
// What a stack of transformer blocks is: sizes and switches, and its weights in memory. Free of torch.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "core/engine/layers/kernels/kernels.h"
#include "core/engine/layers/product.h"

namespace lathe::layers {

struct StackShape {
    std::int64_t width = 0, layers = 0, heads = 0, keyValueHeads = 0, headWidth = 0, feedForward = 0;
    Dtype dtype = Dtype::Float32;

    // Norms: before each block and once at the end (GPT-2, Llama, T5), or `normAfter`: behind each block's
    // residual, and once on the embedding (BERT, BART).
    bool centred = false;   ///< LayerNorm; false: RMS
    bool normBias = false;  ///< norms add a bias
    bool normAfter = false;
    float epsilon = 1e-5F;

    // Attention.
    bool causal = true;                 ///< false: each row sees all of itself
    std::vector<float> attentionScale;  ///< of each layer's scores; empty: 1 / sqrt(headWidth)
    bool attentionBias = false;         ///< of query, key and value (a missing one is zeros)
    bool outputBias = false;
    std::int64_t encoderWidth = 0;  ///< above 0: each block also attends to an encoder's output of this width

    // The block of inner values: act(gate x) * up x, or act(up x).
    ActivationKind activation = ActivationKind::Silu;
    bool gated = true;
    bool innerBias = false, downBias = false;

    // Positions: any of these.
    std::vector<float>
        frequencies;  ///< rotary, radians a position of each pair; headWidth / 2 of them or fewer
    std::int64_t positionRows = 0;    ///< rows of a learned table that is added to the embedding
    std::int64_t positionOffset = 0;  ///< the row of position 0
    std::int64_t biasReach = 0;       ///< T5's: distances up to it have their own bias on the scores

    // Masked models' transform in front of the head: dense, activation, norm.
    bool transform = false;
    ActivationKind transformActivation = ActivationKind::Gelu;

    std::int64_t queryWidth() const { return heads * headWidth; }
    std::int64_t keyWidth() const { return keyValueHeads * headWidth; }
    std::int64_t attentionColumns() const { return queryWidth() + 2 * keyWidth(); }
    std::int64_t innerColumns() const { return gated ? 2 * feedForward : feedForward; }
    std::int64_t elementBytes() const { return dtype == Dtype::Float32 ? 4 : 2; }
    std::int64_t blocksPerLayer() const { return encoderWidth > 0 ? 3 : 2; }
    float scaleOf(std::int64_t layer) const {
        return attentionScale.empty() ? 1.0F / std::sqrt(static_cast<float>(headWidth))
                                      : attentionScale[static_cast<std::size_t>(layer)];
    }
};

/// [width] each; no bias where the shape has none.
struct NormWeights {
    float *weight = nullptr, *bias = nullptr;
};

struct StackLayer {
    Matrix attention;  ///< query, key, value rows [(heads + 2 kv heads) * headWidth, width]
    Matrix output;     ///< [width, heads * headWidth]
    float *attentionBias = nullptr, *outputBias = nullptr;
    // With an encoder: the same in three parts.
    Matrix crossQuery;     ///< [heads * headWidth, width]
    Matrix crossKeyValue;  ///< key, value rows [2 kv heads * headWidth, encoderWidth]
    Matrix crossOutput;    ///< [width, heads * headWidth]
    float *crossQueryBias = nullptr, *crossKeyValueBias = nullptr, *crossOutputBias = nullptr;
    Matrix inner;  ///< gate, up [2 * feedForward, width]; not gated: up alone
    Matrix down;   ///< [width, feedForward]
    float *innerBias = nullptr, *downBias = nullptr;
    /// Of the block's norm, wherever it stands.
    NormWeights attentionNorm, crossNorm, feedForwardNorm;
};

/// What stands outside the layers.
struct StackEnds {
    NormWeights embeddingNorm;   ///< normAfter only
    NormWeights finalNorm;       ///< not with normAfter
    float* positions = nullptr;  ///< [positionRows, width]; add a constant type embedding into its rows
    float* bias =
        nullptr;   ///< [heads, 2 * biasReach + 1] by key position less query position, from -biasReach on
    Matrix dense;  ///< the transform's [width, width]
    float* denseBias = nullptr;
    NormWeights denseNorm;
};

}  // namespace lathe::layers
