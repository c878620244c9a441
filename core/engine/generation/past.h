// SPDX-License-Identifier: Apache-2.0
// Generation's batches over a cache of keys: the contexts once, then one new token a row, each row's past
// named by its slots.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/engine/transformer_backbone.h"

namespace lathe {

class Past {
  public:
    /// Runs the contexts, their common front once; encoder-decoders (`begin` not empty) read them in the
    /// encoder, and the decoder begins with `begin`. `spare`: slots for new tokens.
    static Result<Past> start(TransformerBackbone& backbone,
                              std::span<const std::vector<std::int32_t>> contexts,
                              std::span<const std::int32_t> begin, const Trained& trained,
                              std::int64_t spare);

    /// A new token: which context it continues, the slots of the tokens between (in order), and its own slot.
    struct Next {
        std::size_t context = 0;
        std::int32_t token = 0;
        std::vector<std::int32_t> between;
        std::int32_t slot = 0;
    };
    /// Runs new tokens; told(i, logits) for each.
    using Told = std::function<void(std::size_t, std::span<const float>)>;
    Result<> run(const std::vector<Next>& next, const Told& told);
    /// The contexts' own logits, once, right after start().
    Result<> first(const Told& told);
    /// The slot of the first new token.
    std::int32_t firstSlot() const { return firstSlot_; }

  private:
    Past(TransformerBackbone& backbone) : backbone_(&backbone) {}
    /// Runs a plan over the cache; the one with an encoder's rows fills the cache of those.
    Result<> runPlan(layers::BatchPlan plan, std::span<const std::int32_t> tokens, const Told& told);

    TransformerBackbone* backbone_;
    Trained trained_;
    layers::KeyCache cache_, encoded_;  ///< of the tokens, and of what the encoder made of the contexts
    layers::BatchPlan contexts_;
    std::vector<std::int32_t> contextTokens_, encoderTokens_;
    std::vector<PackedBatch::Row> rows_, encoderRows_;
    std::int32_t firstSlot_ = 0;
};

}  // namespace lathe
