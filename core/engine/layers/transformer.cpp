// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/transformer.h"

#include <cassert>
#include <utility>

namespace lathe::layers {

Transformer::Transformer(const TransformerShape& shape, StackShape main, std::optional<StackShape> encoder)
    : embeddingScale_(shape.embeddingScale), main_(std::move(main)) {
    if (encoder) encoder_.emplace(std::move(*encoder));
    assert(main_.shape().width == shape.width && main_.shape().dtype == shape.dtype);
    assert(main_.shape().encoderWidth == (encoder_ ? encoder_->shape().width : 0));
    const auto place = [&](Arena& arena) {
        embedding_ = {nullptr, shape.vocabulary, shape.width, shape.dtype};
        embedding_.data = arena.take(embedding_.bytes());
        head_.matrix = encoderEmbedding_ = decoderEmbedding_ = embedding_;
        if (!shape.tiedHead) head_.matrix.data = arena.take(embedding_.bytes());
        if (shape.encoderTable) encoderEmbedding_.data = arena.take(embedding_.bytes());
        if (shape.decoderTable) decoderEmbedding_.data = arena.take(embedding_.bytes());
        if (shape.headBias) head_.bias = arena.floats(shape.vocabulary);
    };
    Arena measure;
    place(measure);
    pages_ = Pages(measure.used());
    Arena arena(pages_);
    place(arena);
}

std::uint64_t Transformer::weightBytes() const {
    return pages_.size() + main_.weightBytes() + (encoder_ ? encoder_->weightBytes() : 0);
}

}  // namespace lathe::layers
