// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/engine/layers/decoder_work.h"
#include "core/engine/layers/rows.h"
#include "core/engine/parallel/parallel.h"

namespace lathe::layers {

namespace {

/// Angles as Hugging Face takes them: float32 products of position and frequency.
void fillAngles(const PackedPlan& plan, const std::vector<float>& frequencies, DecoderWork& w) {
    const std::size_t half = frequencies.size();
    for (std::size_t i = 0; i < plan.positions.size(); ++i)
        for (std::size_t k = 0; k < half; ++k) {
            const float angle = static_cast<float>(plan.positions[i]) * frequencies[k];
            w.cosine[i * half + k] = std::cos(angle);
            w.sine[i * half + k] = std::sin(angle);
        }
    const auto bytes = static_cast<std::int64_t>(half * 4);
    gatherRows(w.cosine, plan.outputs, bytes, w.outputCosine);
    gatherRows(w.sine, plan.outputs, bytes, w.outputSine);
}

}  // namespace

void Decoder::forward(const PackedPlan& plan, ModuleWork& work, const KeyCache* cache) const {
    auto& w = static_cast<DecoderWork&>(work);
    const DecoderShape& s = shape_;
    const std::int64_t tokens = plan.tokens, outputs = plan.outputCount();
    const std::int64_t queryWidth = s.queryWidth(), keyWidth = s.keyWidth(), element = s.elementBytes();
    const std::int64_t columns = queryWidth + 2 * keyWidth;
    fillAngles(plan, s.frequencies, w);

    const auto norm = [&](std::int64_t rows, const NormForward& n) {
        parallelRange(rows, 16, [&](std::int64_t a, std::int64_t b) { kernels_.normForward(n, a, b); });
    };
    const auto bias = [&](void* x, const float* values, std::int64_t rows, std::int64_t width) {
        if (values)
            parallelRange(rows, 16,
                          [&](std::int64_t a, std::int64_t b) { kernels_.addBias(x, values, width, a, b); });
    };
    const auto rotate = [&](std::int64_t rows, const Rotary& r) {
        parallelRange(rows, 16, [&](std::int64_t a, std::int64_t b) { kernels_.rotate(r, a, b); });
    };

    const void* pending = nullptr;  // the block before, not yet added to the stream
    for (std::int64_t number = 0; number < s.layers; ++number) {
        const DecoderLayer& layer = layers_[static_cast<std::size_t>(number)];
        const KeptLayer& kept = w.layers[static_cast<std::size_t>(number)];
        const bool last = number + 1 == s.layers;
        float* stream = w.stream;
        std::int64_t rows = tokens;
        norm(tokens,
             {stream, pending, layer.norm1, s.epsilon, kept.normal1, w.narrowA, kept.scale1, s.width});

        Attention attention{.heads = s.heads, .keyValueHeads = s.keyValueHeads, .headWidth = s.headWidth};
        attention.scale = 1.0F / std::sqrt(static_cast<float>(s.headWidth));
        const std::vector<Span>& spans = last ? plan.outputSpans : plan.spans;
        attention.spans = spans.data();
        attention.runs = plan.runs.data();
        attention.visible = (last ? plan.outputVisible : plan.visible).data();
        attention.query = kept.query;
        attention.key = kept.key;
        attention.keyStride = last ? 2 * keyWidth : columns;
        attention.queryStride = last ? queryWidth : columns;
        attention.out = w.attended;
        attention.logSum = kept.logSum;
        if (last) {
            // Keys and values of every token, the rest of what is predicted alone.
            project(layer.attention.part(queryWidth, 2 * keyWidth), w.narrowA, tokens, kept.key);
            bias(kept.key, layer.attentionBias ? layer.attentionBias + queryWidth : nullptr, tokens,
                 2 * keyWidth);
            gatherRows(w.narrowA, plan.outputs, s.width * element, w.narrowB);
            project(layer.attention.part(0, queryWidth), w.narrowB, outputs, kept.query);
            bias(kept.query, layer.attentionBias, outputs, queryWidth);
            rotate(outputs, {kept.query, queryWidth, s.heads, s.headWidth, w.outputCosine, w.outputSine});
            rotate(tokens, {kept.key, 2 * keyWidth, s.keyValueHeads, s.headWidth, w.cosine, w.sine});
            gatherRows(stream, plan.outputs, s.width * 4, w.outputStream);
            stream = w.outputStream;
            rows = outputs;
        } else {
            project(layer.attention, w.narrowA, tokens, kept.query);
            bias(kept.query, layer.attentionBias, tokens, columns);
            rotate(tokens, {kept.query, columns, s.heads + s.keyValueHeads, s.headWidth, w.cosine, w.sine});
        }
        if (cache) {
            std::byte* past = cache->layer(number);
            for (std::int64_t i = 0; i < tokens; ++i)
                std::memcpy(past + plan.slots[static_cast<std::size_t>(i)] * cache->rowBytes,
                            static_cast<const char*>(kept.key) + i * attention.keyStride * element,
                            static_cast<std::size_t>(cache->rowBytes));
            attention.key = past;
            attention.keyStride = 2 * keyWidth;
        }
        attention.value = static_cast<const char*>(attention.key) + keyWidth * element;
        parallelTasks(static_cast<std::int64_t>(spans.size()) * s.keyValueHeads, [&](std::int64_t task,
                                                                                     std::int64_t thread) {
            const std::int64_t span = task / s.keyValueHeads;
            if (spans[static_cast<std::size_t>(span)].queries == 0) return;
            kernels_.attend(attention, span, task % s.keyValueHeads, w.scratch + thread * w.scratchFloats);
        });
        project(layer.output, w.attended, rows, w.narrowB);
        bias(w.narrowB, layer.outputBias, rows, s.width);
        norm(rows,
             {stream, w.narrowB, layer.norm2, s.epsilon, kept.normal2, w.narrowA, kept.scale2, s.width});
        project(layer.gateUp, w.narrowA, rows, kept.gateUp);
        bias(kept.gateUp, layer.gateUpBias, rows, 2 * s.feedForward);
        const SiluGate gate{kept.gateUp, w.gated, s.feedForward};
        parallelRange(rows, 8, [&](std::int64_t a, std::int64_t b) { kernels_.siluGate(gate, a, b); });
        project(layer.down, w.gated, rows, w.narrowB);
        bias(w.narrowB, layer.downBias, rows, s.width);
        pending = w.narrowB;
    }
    norm(outputs,
         {w.outputStream, pending, finalNorm_, s.epsilon, w.finalNormal, w.hidden, w.finalScale, s.width});
}

}  // namespace lathe::layers
