// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/engine/layers/decoder_work.h"
#include "core/engine/layers/rows.h"
#include "core/engine/parallel/parallel.h"

namespace lathe::layers {

namespace {

/// Sums the chunks' gradients of the front's keys and values, in the chunks' order, into their rows.
void sumFront(const PackedPlan& plan, const DecoderShape& s, const Kernels& kernels, const float* parts,
              void* dKey, void* dValue, std::int64_t stride) {
    const std::int64_t part = s.keyValueHeads * 2 * plan.front * s.headWidth;
    parallelTasks(s.keyValueHeads * 2, [&](std::int64_t task, std::int64_t) {
        const std::int64_t head = task / 2, which = task % 2;
        std::vector<float> sums(static_cast<std::size_t>(s.headWidth));
        for (std::int64_t k = 0; k < plan.front; ++k) {
            std::fill(sums.begin(), sums.end(), 0.0F);
            for (std::int64_t c = 0; c < plan.chunkCount(); ++c) {
                const float* from = parts + c * part + ((head * 2 + which) * plan.front + k) * s.headWidth;
                for (std::int64_t i = 0; i < s.headWidth; ++i) sums[static_cast<std::size_t>(i)] += from[i];
            }
            char* to = static_cast<char*>(which ? dValue : dKey) +
                       (k * stride + head * s.headWidth) * s.elementBytes();
            kernels.narrow(sums.data(), to, s.headWidth);
        }
    });
}

}  // namespace

void Decoder::backward(const PackedPlan& plan, ModuleWork& work) const {
    auto& w = static_cast<DecoderWork&>(work);
    const DecoderShape& s = shape_;
    const std::int64_t tokens = plan.tokens, outputs = plan.outputCount();
    const std::int64_t queryWidth = s.queryWidth(), keyWidth = s.keyWidth(), element = s.elementBytes();
    const std::int64_t columns = queryWidth + 2 * keyWidth;
    const auto soft = static_cast<std::int64_t>(plan.softRows.size());

    const auto normBack = [&](std::int64_t rows, const NormBackward& n) {
        parallelRange(rows, 16, [&](std::int64_t a, std::int64_t b) { kernels_.normBackward(n, a, b); });
    };
    const auto rotateBack = [&](std::int64_t rows, void* x, std::int64_t stride, std::int64_t heads,
                                const float* cosine, const float* sine) {
        const Rotary r{x, stride, heads, s.headWidth, cosine, sine, -1.0F};
        parallelRange(rows, 16, [&](std::int64_t a, std::int64_t b) { kernels_.rotate(r, a, b); });
    };

    float* dx = w.outputStream;
    std::int64_t rows = outputs;
    std::memset(dx, 0, static_cast<std::size_t>(outputs * s.width * 4));
    normBack(outputs, {dx, w.hidden, finalNorm_, w.finalNormal, w.finalScale, w.narrowB, s.width});

    for (std::int64_t number = s.layers - 1; number >= 0; --number) {
        const DecoderLayer& layer = layers_[static_cast<std::size_t>(number)];
        const KeptLayer& kept = w.layers[static_cast<std::size_t>(number)];
        const bool last = number + 1 == s.layers;

        projectBack(layer.down, w.narrowB, rows, w.gated);
        const SiluGate gate{kept.gateUp, w.gated, s.feedForward};
        parallelRange(rows, 8, [&](std::int64_t a, std::int64_t b) { kernels_.siluGateBack(gate, a, b); });
        projectBack(layer.gateUp, kept.gateUp, rows, w.narrowA);
        normBack(rows, {dx, w.narrowA, layer.norm2, kept.normal2, kept.scale2, w.narrowB, s.width});
        projectBack(layer.output, w.narrowB, rows, w.attended);

        Attention attention{.heads = s.heads, .keyValueHeads = s.keyValueHeads, .headWidth = s.headWidth};
        attention.scale = 1.0F / std::sqrt(static_cast<float>(s.headWidth));
        attention.spans = (last ? plan.outputSpans : plan.spans).data();
        attention.runs = plan.runs.data();
        attention.visible = (last ? plan.outputVisible : plan.visible).data();
        attention.query = kept.query;
        attention.key = kept.key;
        attention.value = static_cast<const char*>(kept.key) + keyWidth * element;
        attention.queryStride = attention.dQueryStride = last ? queryWidth : columns;
        attention.keyStride = attention.dKeyStride = last ? 2 * keyWidth : columns;
        attention.logSum = kept.logSum;
        attention.dOut = w.attended;
        attention.dQuery = w.dAttention;
        char* dKey = static_cast<char*>(w.dAttention) + (last ? outputs : 1) * queryWidth * element;
        attention.dKey = dKey;
        attention.dValue = dKey + keyWidth * element;
        const std::int64_t frontPart = 2 * plan.front * s.headWidth;
        parallelTasks(plan.chunkCount() * s.keyValueHeads, [&](std::int64_t task, std::int64_t thread) {
            float* front = w.frontGradient + task * frontPart;
            std::memset(front, 0, static_cast<std::size_t>(frontPart * 4));
            const auto chunk = static_cast<std::size_t>(task / s.keyValueHeads);
            for (std::int64_t span = plan.chunks[chunk]; span < plan.chunks[chunk + 1]; ++span)
                kernels_.attendBack(attention, span, task % s.keyValueHeads, front,
                                    w.scratch + thread * w.scratchFloats);
        });
        if (plan.front > 0)
            sumFront(plan, s, kernels_, w.frontGradient, dKey, attention.dValue, attention.dKeyStride);

        if (last) {
            rotateBack(outputs, w.dAttention, queryWidth, s.heads, w.outputCosine, w.outputSine);
            rotateBack(tokens, dKey, 2 * keyWidth, s.keyValueHeads, w.cosine, w.sine);
            projectBack(layer.attention.part(queryWidth, 2 * keyWidth), dKey, tokens, w.narrowA);
            projectBack(layer.attention.part(0, queryWidth), w.dAttention, outputs, w.narrowB);
            for (std::int64_t i = 0; i < outputs; ++i)
                kernels_.addNarrow(static_cast<char*>(w.narrowA) +
                                       plan.outputs[static_cast<std::size_t>(i)] * s.width * element,
                                   static_cast<const char*>(w.narrowB) + i * s.width * element, s.width);
            // From here on every token has a gradient.
            std::memset(w.stream, 0, static_cast<std::size_t>(tokens * s.width * 4));
            scatterRows(dx, plan.outputs, s.width * 4, w.stream);
            dx = w.stream;
            rows = tokens;
        } else {
            rotateBack(tokens, w.dAttention, columns, s.heads + s.keyValueHeads, w.cosine, w.sine);
        }
        if (number > 0 || last) {
            if (!last) projectBack(layer.attention, w.dAttention, tokens, w.narrowA);
            normBack(tokens, {dx, w.narrowA, layer.norm1, kept.normal1, kept.scale1, w.narrowB, s.width});
            if (number == 0) gatherRows(dx, plan.softRows, s.width * 4, w.softGradient);
        } else {
            // Below the first layer only the soft tokens want a gradient.
            gatherRows(w.dAttention, plan.softRows, columns * element, w.softAttention);
            gatherRows(kept.normal1, plan.softRows, s.width * element, w.softNormal);
            gatherRows(kept.scale1, plan.softRows, 4, w.softScale);
            gatherRows(dx, plan.softRows, s.width * 4, w.softGradient);
            projectBack(layer.attention, w.softAttention, soft, w.softOut);
            normBack(soft,
                     {w.softGradient, w.softOut, layer.norm1, w.softNormal, w.softScale, nullptr, s.width});
        }
    }
}

}  // namespace lathe::layers
