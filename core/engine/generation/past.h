// SPDX-License-Identifier: Apache-2.0
// Generation's batches over a cache of keys: the contexts once, then one new token a row, each row's past
// named by its slots. Contexts of several prompts lie in one cache, each behind its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/engine/transformer_backbone.h"

namespace lathe {

class Past {
  public:
    /// One prompt's contexts.
    struct Input {
        std::span<const std::vector<std::int32_t>> contexts;
        Trained trained;
    };
    /// Lays out the contexts, counted through all inputs, an input's common front once; encoder-decoders
    /// (`begin` not empty) read them in the encoder, and the decoder begins with `begin`. `spare`: slots for
    /// new tokens.
    static Result<Past> start(TransformerBackbone& backbone, std::vector<Input> inputs,
                              std::span<const std::int32_t> begin, std::int64_t spare);

    /// A new token: which context it continues, the slots of the tokens between (in order), and its own slot.
    struct Next {
        std::size_t context = 0;
        std::int32_t token = 0;
        std::vector<layers::KeyRun> between;
        std::int32_t slot = 0;
    };
    /// Runs new tokens, in their contexts' order; told(i, logits) for each, of several at once.
    using Told = TransformerBackbone::ToldLogits;
    Result<> run(const std::vector<Next>& next, const Told& told);
    /// The contexts' own logits, once, right after start().
    Result<> first(const Told& told);
    /// The slot of the first new token.
    std::int32_t firstSlot() const { return firstSlot_; }
    /// New tokens that a context has room for.
    std::int64_t room(std::size_t context) const;

  private:
    struct Context {
        std::size_t input = 0;
        PackedBatch::Row row;  ///< as its input's batch has it
        std::int64_t given = 0;
    };
    struct Lane {
        Trained trained;
        std::vector<std::int32_t> tokens, encoderTokens;  ///< of the contexts
        std::vector<PackedBatch::Row> encoderRows;
        std::int32_t firstKey = 0;  ///< the slot of its first token
    };

    explicit Past(TransformerBackbone& backbone) : backbone_(&backbone) {}
    /// Runs a plan over the cache, `tokens` of each lane; the one with an encoder's rows fills the cache of
    /// those.
    Result<> runPlan(layers::BatchPlan plan, std::span<const std::vector<std::int32_t>> tokens,
                     const Told& told);
    /// The part of a plan that reads the encoder's rows.
    void planReading(const std::vector<Next>& next, layers::BatchPlan& plan) const;
    std::vector<layers::Prefix> prefixes(layers::Prefix Trained::*which) const;

    TransformerBackbone* backbone_;
    std::vector<Lane> lanes_;
    std::vector<Context> contexts_;
    layers::KeyCache cache_, encoded_;  ///< of the tokens, and of what the encoder made of the contexts
    layers::BatchPlan first_;           ///< of the contexts
    std::int32_t firstSlot_ = 0;
};

}  // namespace lathe
