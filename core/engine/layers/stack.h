// SPDX-License-Identifier: Apache-2.0
// A frozen stack of transformer blocks: hand-written forward and backward, no weight gradients. It serves
// every family's decoder, encoder and masked model; what differs is its StackShape.
//
// A family's module.cpp fills a StackShape (nothing it leaves out exists: no memory, no work), makes a
// Transformer (transformer.h) of it, and reads its tensors straight into layer(i) and ends() through a
// WeightReader:
//   GPT-2:  centred, normBias, attentionBias, outputBias, innerBias, downBias, gated = false, GeluTanh,
//   positionRows Qwen2:  RMS, attentionBias, frequencies            BERT: normAfter, causal = false, Gelu,
//   transform, positionRows T5:     RMS, attentionScale = 1s, biasReach        BART: normAfter, encoderWidth
//   (its decoder), positionOffset 2
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/engine/layers/arena.h"
#include "core/engine/layers/plan.h"
#include "core/engine/layers/stack_shape.h"

namespace lathe::layers {

struct StackWork;
struct LanePrefixes;

/// Keys and values by slot, for each layer: generation's past, and what its rows read of the encoder.
/// [layers][slots, 2 * kv width] narrow.
struct KeyCache {
    Pages pages;
    std::byte* data = nullptr;  ///< those pages, or what another owns
    std::int64_t slots = 0, rowBytes = 0;
    std::byte* layer(std::int64_t number) const { return data + number * slots * rowBytes; }
};

/// Trained keys and values in front of all others: [layers, tokens, kv width] each. Gradients are added to
/// where they are wanted.
struct Prefix {
    std::int64_t tokens = 0;
    const float *key = nullptr, *value = nullptr;
    float *dKey = nullptr, *dValue = nullptr;
};

/// Which products a measured step has.
struct BareStep {
    /// Every matrix over every row, forward and backward: without what is left out where nothing follows
    /// (the last layer's rows that predict nothing) or nothing is asked for (the first layer's input
    /// gradient but for soft rows).
    bool plain = false;
    bool back = true;      ///< there is a way back through this stack
    bool prefix = false;   ///< this stack has trained keys and values
    bool encoded = false;  ///< the encoder's output wants a gradient
};

class Stack {
  public:
    /// Takes memory for all weights; the family then fills them.
    explicit Stack(StackShape shape);

    StackLayer& layer(std::int64_t number) { return layers_[static_cast<std::size_t>(number)]; }
    StackEnds& ends() { return ends_; }
    const StackLayer& layer(std::int64_t number) const { return layers_[static_cast<std::size_t>(number)]; }
    const StackEnds& ends() const { return ends_; }
    const StackShape& shape() const { return shape_; }
    std::uint64_t weightBytes() const { return pages_.size(); }
    /// Whether an address is one of its weights'.
    bool holds(const void* at) const { return pages_.holds(at); }
    /// [heads, 2 * biasReach + 1], or null.
    const float* biasTable() const { return ends_.bias; }

    /// Bytes of one token's keys and values in one layer.
    std::int64_t cacheRowBytes() const { return 2 * shape_.keyWidth() * shape_.elementBytes(); }
    /// A cache of `slots` rows whose first ones hold the prefixes, one behind the other.
    KeyCache makeCache(std::int64_t slots, const std::vector<Prefix>& prefixes) const;
    /// A cache behind the prefixes with each layer's keys and values of an encoder's output [rows,
    /// encoderWidth] narrow (with room for productRows(rows)).
    KeyCache makeCrossCache(const void* encoded, std::int64_t rows,
                            const std::vector<Prefix>& prefixes) const;

    /// Buffers for a batch; `keep`: with what backward() needs.
    std::unique_ptr<StackWork> layOut(const StackPlan& plan, bool keep, Arena& arena) const;
    /// From work.stream (input embeddings) to work.hidden. With a cache, keys are written to plan.slots and
    /// read from it.
    void forward(const StackPlan& plan, StackWork& work) const;
    /// From the gradient in work.hidden to work.softGradient, the prefixes' gradients and work.dEncoded.
    void backward(const StackPlan& plan, StackWork& work) const;
    /// The products of forward() and backward() alone, over whatever the buffers hold (laid out without
    /// `keep`): what a step cannot avoid.
    void bareProducts(const StackPlan& plan, StackWork& work, const BareStep& step) const;

  private:
    void place(Arena& arena);
    /// Norm number `j` of the sequence norm 0, block 0, norm 1, block 1, ..., norm J.
    const NormWeights& norm(std::int64_t j) const;
    void selfForward(const StackPlan& plan, StackWork& work, std::int64_t number) const;
    void crossForward(const StackPlan& plan, StackWork& work, std::int64_t number) const;
    /// False where nothing below is wanted.
    bool selfBackward(const StackPlan& plan, StackWork& work, std::int64_t number) const;
    void crossBackward(const StackPlan& plan, StackWork& work, std::int64_t number) const;
    /// A product of rows; with a key cache there are few of them.
    void projectRows(const Matrix& matrix, const void* in, std::int64_t rows, void* out,
                     const StackWork& work) const;
    Attention attentionOf(std::int64_t number, const AttentionPlan& plan, bool outputs) const;
    void attendAll(const Attention& a, const AttentionPlan& plan, bool outputs, StackWork& work) const;
    void attendAllBack(const Attention& a, const AttentionPlan& plan, StackWork& work,
                       Prefix LanePrefixes::*prefix, std::int64_t number) const;
    /// Soft tokens' keys and values become the infix's; on the way back its gradients are taken from there.
    void putInfix(const StackPlan& plan, StackWork& work, std::int64_t number, void* keys,
                  std::int64_t stride) const;
    void takeInfix(const StackPlan& plan, StackWork& work, std::int64_t number, void* dKeys,
                   std::int64_t stride) const;
    void putPrefix(const Prefix& prefix, std::int64_t number, void* keys, std::int64_t stride) const;
    /// Those of all batches, one behind the other.
    void putPrefixes(const std::vector<LanePrefixes>& lanes, Prefix LanePrefixes::*prefix,
                     std::int64_t number, void* keys, std::int64_t stride) const;
    void normForward(std::int64_t j, std::int64_t rows, float* stream, const void* add, StackWork& work,
                     void* out) const;
    void normBackward(std::int64_t j, std::int64_t rows, const void* dOut, StackWork& work) const;
    void addBias(void* x, const float* bias, std::int64_t rows, std::int64_t width, Profile* profile) const;
    void rotate(const Rotary& r, std::int64_t rows, Profile* profile) const;
    void activate(const Activation& a, std::int64_t rows, bool back, Profile* profile) const;

    StackShape shape_;
    Pages pages_;
    StackEnds ends_;
    std::vector<StackLayer> layers_;
    const Kernels& kernels_;
};

}  // namespace lathe::layers
