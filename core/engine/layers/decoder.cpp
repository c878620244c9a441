// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/decoder.h"

#include <algorithm>
#include <utility>

#include "core/engine/layers/decoder_work.h"
#include "core/engine/parallel/parallel.h"

namespace lathe::layers {

Decoder::Decoder(DecoderShape shape)
    : shape_(std::move(shape)),
      layers_(static_cast<std::size_t>(shape_.layers)),
      kernels_(kernelsFor(shape_.dtype)) {
    Arena measure;
    place(measure);
    pages_ = Pages(measure.used());
    Arena arena(pages_);
    place(arena);
}

void Decoder::place(Arena& arena) {
    const DecoderShape& s = shape_;
    const auto matrix = [&](std::int64_t rows, std::int64_t columns) {
        Matrix m{nullptr, rows, columns, s.dtype};
        m.data = arena.take(m.bytes());
        return m;
    };
    embedding_ = matrix(s.vocabulary, s.width);
    head_ = s.tiedHead ? embedding_ : matrix(s.vocabulary, s.width);
    finalNorm_ = arena.floats(s.width);
    for (DecoderLayer& layer : layers_) {
        layer.attention = matrix(s.queryWidth() + 2 * s.keyWidth(), s.width);
        layer.output = matrix(s.width, s.queryWidth());
        layer.gateUp = matrix(2 * s.feedForward, s.width);
        layer.down = matrix(s.width, s.feedForward);
        layer.norm1 = arena.floats(s.width);
        layer.norm2 = arena.floats(s.width);
        if (s.attentionBias) layer.attentionBias = arena.floats(s.queryWidth() + 2 * s.keyWidth());
        if (s.outputBias) layer.outputBias = arena.floats(s.width);
        if (s.gateBias) layer.gateUpBias = arena.floats(2 * s.feedForward);
        if (s.gateBias) layer.downBias = arena.floats(s.width);
    }
}

std::unique_ptr<ModuleWork> Decoder::layOut(const PackedPlan& plan, bool keep, Arena& arena) const {
    const DecoderShape& s = shape_;
    const std::int64_t tokens = plan.tokens, outputs = plan.outputCount();
    const auto soft = static_cast<std::int64_t>(plan.softRows.size());
    const auto narrow = [&](std::int64_t rows, std::int64_t columns) {
        return arena.take(rows * columns * s.elementBytes());
    };
    auto work = std::make_unique<DecoderWork>();
    work->keep = keep;
    work->stream = arena.floats(tokens * s.width);
    work->hidden = narrow(outputs, s.width);
    work->outputStream = arena.floats(outputs * s.width);
    work->cosine = arena.floats(tokens * s.headWidth / 2);
    work->sine = arena.floats(tokens * s.headWidth / 2);
    work->outputCosine = arena.floats(outputs * s.headWidth / 2);
    work->outputSine = arena.floats(outputs * s.headWidth / 2);
    work->narrowA = narrow(tokens, s.width);
    work->narrowB = narrow(tokens, s.width);
    work->attended = narrow(tokens, s.queryWidth());
    work->gated = narrow(tokens, s.feedForward);
    work->scratchFloats = attentionScratch(plan.mostKeys, s.headWidth, keep);
    work->scratch = arena.floats(work->scratchFloats * threadCount());

    const std::int64_t columns = s.queryWidth() + 2 * s.keyWidth();
    for (std::int64_t number = 0; number < s.layers; ++number) {
        const bool last = number + 1 == s.layers;
        KeptLayer kept;
        // Without a way back two places serve all layers: the last layer's differs in its form.
        if (!keep && number > 0 && !last) {
            work->layers.push_back(work->layers.front());
            continue;
        }
        const std::int64_t rows = last ? outputs : tokens;
        if (keep) {
            kept.normal1 = narrow(tokens, s.width);
            kept.scale1 = arena.floats(tokens);
            kept.normal2 = narrow(rows, s.width);
            kept.scale2 = arena.floats(rows);
            kept.logSum = arena.floats(rows * s.heads);
        }
        if (last) {
            kept.query = narrow(outputs, s.queryWidth());
            kept.key = narrow(tokens, 2 * s.keyWidth());
        } else {
            kept.query = narrow(tokens, columns);
            kept.key = static_cast<char*>(kept.query) + s.queryWidth() * s.elementBytes();
        }
        kept.gateUp = narrow(rows, 2 * s.feedForward);
        work->layers.push_back(kept);
    }
    if (keep) {
        work->finalNormal = narrow(outputs, s.width);
        work->finalScale = arena.floats(outputs);
        work->dAttention = narrow(tokens, columns);
        work->frontGradient =
            arena.floats(plan.chunkCount() * s.keyValueHeads * 2 * plan.front * s.headWidth);
        work->softGradient = arena.floats(soft * s.width);
        work->softAttention = narrow(soft, columns);
        work->softNormal = narrow(soft, s.width);
        work->softOut = narrow(soft, s.width);
        work->softScale = arena.floats(soft);
    }
    return work;
}

}  // namespace lathe::layers
