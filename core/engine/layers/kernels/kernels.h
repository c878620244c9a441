// SPDX-License-Identifier: Apache-2.0
// Our own loops over raw memory, free of torch: one table for each instruction set and number format.
// "Narrow" values (void*) are in the run's dtype (float32 or bfloat16); sums, statistics and the residual
// stream are float32. Each call works on rows [first, last) alone, so that the caller may split them over
// threads without changing a bit.
#pragma once

#include <cstdint>

#include "core/spec/tensor.h"

namespace lathe::layers {

using Index = std::int64_t;

/// Residual addition and norm: x += add; normal = x / rms(x), or with `centred` (LayerNorm) (x - mean) /
/// deviation; out = normal * weight + bias.
struct NormForward {
    float* x = nullptr;             ///< [rows, width], changed by `add`
    const void* add = nullptr;      ///< [rows, width] narrow, or null
    const float* weight = nullptr;  ///< [width]
    float epsilon = 0;
    void* normal = nullptr;  ///< [rows, width] narrow, kept for the way back; or null
    void* out = nullptr;     ///< [rows, width] narrow
    float* scale = nullptr;  ///< [rows], 1 / rms or 1 / deviation, kept; or null
    Index width = 0;
    const float* bias = nullptr;  ///< [width], or null
    bool centred = false;
    bool replaces = false;  ///< x becomes the output too: norms that stand behind a block
};

/// dx += the norm's input gradient, or with `replaces` dx = the input gradient of dx + dOut; narrow = dx.
struct NormBackward {
    float* dx = nullptr;            ///< [rows, width]
    const void* dOut = nullptr;     ///< [rows, width] narrow
    const float* weight = nullptr;  ///< [width]
    const void* normal = nullptr;
    const float* scale = nullptr;
    void* narrow = nullptr;  ///< [rows, width], or null
    Index width = 0;
    bool centred = false, replaces = false;
};

/// Rotary embedding in place, halves paired (Hugging Face order), of the first `width` values of each head;
/// rows lie `stride` apart.
struct Rotary {
    void* x = nullptr;
    Index stride = 0, heads = 0, headWidth = 0, width = 0;
    const float* cosine = nullptr;  ///< [rows, width / 2]
    const float* sine = nullptr;
    float sign = 1;  ///< -1: the way back
};

enum class ActivationKind { Silu, Gelu, GeluTanh, Relu };

/// x += bias; out = act(x), or gated, where x holds gate then up, act(gate) * up. On the way back out holds
/// the gradient of the output, and x becomes its own.
struct Activation {
    void* x = nullptr;    ///< [rows, width] narrow; gated: [rows, 2 * width]
    void* out = nullptr;  ///< [rows, width] narrow
    Index width = 0;
    const float* bias = nullptr;  ///< as wide as x, or null; forward only
    ActivationKind kind = ActivationKind::Silu;
    bool gated = false;
};

/// A run of consecutive keys in the key buffer.
struct KeyRun {
    std::int32_t begin = 0, count = 0;
};

/// Queries that share their keys: `front` keys that other spans may share, then `past` ones that lie
/// elsewhere, then runs [run, run + runs).
struct Span {
    std::int32_t query = 0, queries = 0;  ///< into the query buffer
    std::int32_t front = 0, run = 0, runs = 0;
    std::int32_t keys = 0;  ///< front, past and runs together
    bool more = false;      ///< the span before has the same runs: the way back adds to its keys' gradients
    /// Of the front, `prefix` keys lie from `prefixBegin` on in the key buffer, the others from `frontBegin`
    /// on.
    std::int32_t prefix = 0, prefixBegin = 0, frontBegin = 0;
    std::int32_t past = 0;  ///< keys that nothing flows back into; only where `front` is 0
    /// [layers][past, 2 * keyValueHeads * headWidth] narrow: keys and values side by side.
    const void* stored = nullptr;
};

/// Attention of packed rows with grouped queries. Query i sees the first visible[i] keys of its span.
struct Attention {
    Index heads = 0, keyValueHeads = 0, headWidth = 0;
    Index layer = 0;  ///< of the spans' stored keys
    float scale = 1;
    const Span* spans = nullptr;
    const KeyRun* runs = nullptr;
    const std::int32_t* visible = nullptr;
    const void* query = nullptr;
    const void* key = nullptr;
    const void* value = nullptr;
    Index queryStride = 0, keyStride = 0;  ///< between rows, in values; keys and values alike
    void* out = nullptr;                   ///< [queries, heads * headWidth] narrow
    float* logSum = nullptr;               ///< [queries, heads]: log of the softmax's sum, kept; or null
    // A bias on the scores by the key's position less the query's, or null: [heads, 2 * reach + 1], from
    // -reach on.
    const float* bias = nullptr;
    Index reach = 0;
    const std::int32_t* queryPosition = nullptr;  ///< [queries]
    const std::int32_t* keyPosition = nullptr;    ///< by row of the key buffer; below 0: no bias
    // The way back.
    const void* dOut = nullptr;  ///< as out
    bool frontOnly = false;      ///< only the front's keys and values want a gradient
    void* dQuery = nullptr;
    void* dKey = nullptr;  ///< rows of the runs only
    void* dValue = nullptr;
    Index dQueryStride = 0, dKeyStride = 0;
};

/// Softmax cross-entropy of one row of logits and its targets; the row becomes its gradient.
struct CrossEntropy {
    void* logits = nullptr;  ///< [rows, vocabulary] narrow
    Index vocabulary = 0;
    const std::int32_t* first = nullptr;  ///< [rows + 1] into target, weight, logProb
    const std::int32_t* target = nullptr;
    const float* weight = nullptr;
    float* logProb = nullptr;
    double* loss = nullptr;  ///< [rows]: sum of weight * (cross entropy + z-loss)
    double zLoss = 0;
    bool gradient = false;
};

/// Of a large float32 product: columns of a panel, rows and depth at a time.
constexpr Index kProductColumns = 64, kProductRows = 504, kProductDepth = 384;
constexpr Index kProductScratch = kProductColumns * (kProductDepth + kProductRows);

/// out [rows, columns] = a [rows, depth] times b, all float32; `turned`: b is [columns, depth], else [depth,
/// columns].
struct Product {
    const float *a = nullptr, *b = nullptr;
    float* out = nullptr;
    Index columns = 0, depth = 0;
    bool turned = false;
};

/// Rows of a product up to which fewRows() is taken.
constexpr Index kFewRows = 32;

/// out [rows, columns] = a [rows, depth] times b [columns, depth] turned, all narrow.
struct FewRows {
    const void *a = nullptr, *b = nullptr;
    void* out = nullptr;
    Index rows = 0, columns = 0, depth = 0;
};

struct Kernels {
    void (*widen)(const void* in, float* out, Index count);
    void (*narrow)(const float* in, void* out, Index count);
    /// x += y, both narrow.
    void (*addNarrow)(void* x, const void* y, Index count);
    /// x += y, y narrow.
    void (*addWide)(float* x, const void* y, Index count);
    /// Adds a float32 row to each row of x [rows, width].
    void (*addBias)(void* x, const float* bias, Index width, Index first, Index last);
    void (*normForward)(const NormForward&, Index first, Index last);
    void (*normBackward)(const NormBackward&, Index first, Index last);
    void (*rotate)(const Rotary&, Index first, Index last);
    void (*activate)(const Activation&, Index first, Index last);
    void (*activateBack)(const Activation&, Index first, Index last);
    /// One span and one key-value head; `scratch` holds attentionScratch() floats.
    void (*attend)(const Attention&, Index span, Index keyValueHead, float* scratch);
    /// `front`: [2, front, headWidth] float32 of this key-value head, added to: gradients of the front's
    /// keys, then values.
    void (*attendBack)(const Attention&, Index span, Index keyValueHead, float* front, float* scratch);
    void (*crossEntropy)(const CrossEntropy&, Index first, Index last);
    /// Log of the sum of exponents of each row [rows, width].
    void (*logSumExp)(const void* x, float* out, Index width, Index first, Index last);
    /// Where the largest of `width` narrow values lies, the first of equal ones; NaNs are left out, -1 where
    /// nothing is left.
    Index (*largestAt)(const void* x, Index width);
    /// Columns [first, last) of a product of few rows; null where the library's are as fast. A row's bits do
    /// not depend on the others.
    void (*fewRows)(const FewRows&, Index first, Index last);
    /// A panel of columns from `column` (a multiple of kProductColumns) on, rows [first, last), at most
    /// kProductRows; `scratch` holds kProductScratch floats.
    void (*product)(const Product&, Index column, Index first, Index last, float* scratch);
    const char* name;
};

/// Whether product() is faster on this CPU than the library's: MKL leaves AVX-512 unused on AMD's.
bool ownProductsWin();

/// Floats of scratch that attend and attendBack need for spans of at most `keys` keys.
Index attentionScratch(Index keys, Index headWidth, bool backward);

/// The fastest table that this CPU runs. `limit` (tests): "" all, "avx512" (no bfloat16
/// products), "avx2", "base".
const Kernels& kernelsFor(Dtype dtype, const char* limit = "");

}  // namespace lathe::layers
