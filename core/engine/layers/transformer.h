// SPDX-License-Identifier: Apache-2.0
// A whole frozen backbone: embedding, one stack (a decoder's or a masked model's) or an encoder and a
// decoder, head. Free of torch.
#pragma once

#include <cstdint>
#include <optional>

#include "core/engine/layers/head.h"
#include "core/engine/layers/stack.h"

namespace lathe::layers {

struct TransformerShape {
    std::int64_t vocabulary = 0, width = 0;
    Dtype dtype = Dtype::Float32;
    bool tiedHead = true;       ///< a scale on the tied head (T5) belongs into the last norm's weight
    bool headBias = false;      ///< BERT's and RoBERTa's decoder bias, BART's final logits bias
    float embeddingScale = 1;   ///< BART's scale_embedding; soft vectors stand behind it
    bool encoderTable = false;  ///< the encoder embeds by a table of its own where no prompt stands in front
    bool decoderTable = false;  ///< the decoder embeds by a table of its own
};

class Transformer {
  public:
    /// Takes memory for all weights; the family then fills them.
    Transformer(const TransformerShape& shape, StackShape main, std::optional<StackShape> encoder = {});

    /// [vocabulary, width]: the table that soft prompts live in; the head's matrix is the same memory where
    /// they are tied.
    Matrix& embedding() { return embedding_; }
    const Matrix& embedding() const { return embedding_; }
    /// What an encoder without a prompt and a decoder behind an encoder embed by: embedding() but where they
    /// have their own.
    Matrix& encoderEmbedding() { return encoderEmbedding_; }
    const Matrix& encoderEmbedding() const { return encoderEmbedding_; }
    Matrix& decoderEmbedding() { return decoderEmbedding_; }
    const Matrix& decoderEmbedding() const { return decoderEmbedding_; }
    HeadWeights& head() { return head_; }
    const HeadWeights& head() const { return head_; }
    float embeddingScale() const { return embeddingScale_; }
    /// The stack whose output goes to the head.
    Stack& main() { return main_; }
    const Stack& main() const { return main_; }
    /// Encoder-decoders only.
    Stack* encoder() { return encoder_ ? &*encoder_ : nullptr; }
    const Stack* encoder() const { return encoder_ ? &*encoder_ : nullptr; }
    std::uint64_t weightBytes() const;
    /// Whether an address is one of its weights'.
    bool holds(const void* at) const {
        return pages_.holds(at) || main_.holds(at) || (encoder_ && encoder_->holds(at));
    }

  private:
    Pages pages_;
    Matrix embedding_, encoderEmbedding_, decoderEmbedding_;
    HeadWeights head_;
    float embeddingScale_ = 1;
    Stack main_;
    std::optional<Stack> encoder_;
};

}  // namespace lathe::layers
