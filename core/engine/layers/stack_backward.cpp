// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "core/engine/layers/rows.h"
#include "core/engine/layers/stack_work.h"
#include "core/engine/parallel/parallel.h"

namespace lathe::layers {

namespace {

/// Sums the chunks' gradients of each batch's front of keys and values, in the chunks' order: the prefix's
/// are added to its gradient, the tokens' go into their rows.
void sumFronts(const AttentionPlan& plan, const StackShape& s, const Kernels& kernels, const StackWork& w,
               Prefix LanePrefixes::*prefixes, std::int64_t number, const Attention& a) {
    // Every chunk's place is as large as the largest front needs.
    const std::int64_t headPart = 2 * plan.front * s.headWidth, part = s.keyValueHeads * headPart;
    const auto lanes = static_cast<std::int64_t>(plan.fronts.size());
    parallelTasks(lanes * s.keyValueHeads * 2, [&](std::int64_t task, std::int64_t) {
        const std::int64_t lane = task / (s.keyValueHeads * 2), head = task / 2 % s.keyValueHeads,
                           which = task % 2;
        const FrontPlan& front = plan.fronts[static_cast<std::size_t>(lane)];
        const Prefix& prefix = w.lanes[static_cast<std::size_t>(lane)].*prefixes;
        std::vector<float> sums(static_cast<std::size_t>(s.headWidth));
        for (std::int64_t k = 0; k < front.front; ++k) {
            std::fill(sums.begin(), sums.end(), 0.0F);
            for (std::int64_t c = front.chunk; c < front.chunk + front.chunks; ++c) {
                const float* from =
                    w.frontGradient + c * part + head * headPart + (which * front.front + k) * s.headWidth;
                for (std::int64_t i = 0; i < s.headWidth; ++i) sums[static_cast<std::size_t>(i)] += from[i];
            }
            if (k >= front.prefix) {
                const std::int64_t row = front.frontBegin + k - front.prefix;
                char* to = static_cast<char*>(which ? a.dValue : a.dKey) +
                           (row * a.dKeyStride + head * s.headWidth) * s.elementBytes();
                kernels.narrow(sums.data(), to, s.headWidth);
            } else if (float* to = which ? prefix.dValue : prefix.dKey) {
                to += ((number * front.prefix + k) * s.keyValueHeads + head) * s.headWidth;
                for (std::int64_t i = 0; i < s.headWidth; ++i) to[i] += sums[static_cast<std::size_t>(i)];
            }
        }
    });
}

}  // namespace

void Stack::normBackward(std::int64_t j, std::int64_t rows, const void* dOut, StackWork& w) const {
    const KeptNorm& kept = w.norms[static_cast<std::size_t>(j)];
    const NormBackward n{w.dx,      dOut,         norm(j).weight, kept.normal,     kept.scale,
                         w.narrowB, shape_.width, shape_.centred, shape_.normAfter};
    const Timed timed(w.profile, StepPart::Norms);
    parallelRange(rows, 16, [&](std::int64_t a, std::int64_t b) { kernels_.normBackward(n, a, b); });
}

void Stack::attendAllBack(const Attention& a, const AttentionPlan& plan, StackWork& w,
                          Prefix LanePrefixes::*prefix, std::int64_t number) const {
    const Timed timed(w.profile, StepPart::Attention);
    const std::int64_t part = 2 * plan.front * shape_.headWidth, heads = shape_.keyValueHeads;
    parallelTasks(plan.chunkCount() * heads, [&](std::int64_t task, std::int64_t thread) {
        float* front = w.frontGradient + task * part;
        std::memset(front, 0, static_cast<std::size_t>(part * 4));
        const auto chunk = static_cast<std::size_t>(task / heads);
        for (std::int64_t span = plan.chunks[chunk]; span < plan.chunks[chunk + 1]; ++span)
            kernels_.attendBack(a, span, task % heads, front, w.scratch + thread * w.scratchFloats);
    });
    if (plan.front > 0) sumFronts(plan, shape_, kernels_, w, prefix, number, a);
}

void Stack::crossBackward(const StackPlan& plan, StackWork& w, std::int64_t number) const {
    const StackShape& s = shape_;
    const StackLayer& layer = layers_[static_cast<std::size_t>(number)];
    const KeptLayer& kept = w.layers[static_cast<std::size_t>(number)];
    const std::int64_t columns = 2 * s.keyWidth(), element = s.elementBytes();
    projectBack(layer.crossOutput, w.narrowB, w.rows, w.attended, w.profile);
    Attention a = attentionOf(number, plan.cross, number + 1 == s.layers && !plan.whole);
    a.query = kept.crossQuery;
    a.key = kept.crossKey;
    a.value = static_cast<const char*>(a.key) + s.keyWidth() * element;
    a.queryStride = a.dQueryStride = s.queryWidth();
    a.keyStride = a.dKeyStride = columns;
    a.logSum = kept.crossLogSum;
    a.dOut = w.attended;
    a.dQuery = w.dCrossQuery;
    a.dKey = w.dCrossKey;
    a.dValue = static_cast<char*>(w.dCrossKey) + s.keyWidth() * element;
    attendAllBack(a, plan.cross, w, &LanePrefixes::cross, number);
    if (w.dEncoded) {
        const char* own = static_cast<const char*>(w.dCrossKey) + plan.cross.prefix * columns * element;
        projectBack(layer.crossKeyValue, own, plan.encoded, w.dEncodedPart, w.profile);
        parallelRange(plan.encoded, 64, [&](std::int64_t begin, std::int64_t end) {
            const std::int64_t from = begin * s.encoderWidth, count = (end - begin) * s.encoderWidth;
            kernels_.addWide(w.dEncoded + from, static_cast<const char*>(w.dEncodedPart) + from * element,
                             count);
        });
    }
    projectBack(layer.crossQuery, w.dCrossQuery, w.rows, w.narrowA, w.profile);
}

bool Stack::selfBackward(const StackPlan& plan, StackWork& w, std::int64_t number) const {
    const StackShape& s = shape_;
    const StackLayer& layer = layers_[static_cast<std::size_t>(number)];
    const KeptLayer& kept = w.layers[static_cast<std::size_t>(number)];
    const bool narrowed = number + 1 == s.layers && !plan.whole;
    const std::int64_t tokens = plan.tokens, outputs = plan.outputCount(), element = s.elementBytes();
    const std::int64_t queryWidth = s.queryWidth(), keyWidth = s.keyWidth(), columns = s.attentionColumns();
    const std::int64_t turned = 2 * static_cast<std::int64_t>(s.frequencies.size());
    const auto soft = static_cast<std::int64_t>(plan.softRows.size());
    // Below the first layer only the soft tokens want a gradient.
    if (number == 0 && soft == 0 && !w.wantsPrefix()) return false;

    projectBack(layer.output, w.narrowB, w.rows, w.attended, w.profile);
    Attention a = attentionOf(number, plan.self, narrowed);
    const std::int64_t stride = narrowed ? 2 * keyWidth : columns,
                       ownKeys = plan.self.prefix * stride * element;
    const std::int64_t ownQueries = narrowed ? 0 : plan.self.prefix * columns * element;
    a.query = static_cast<const char*>(kept.query) + ownQueries;
    a.key = kept.key;
    a.value = static_cast<const char*>(kept.key) + keyWidth * element;
    a.queryStride = a.dQueryStride = narrowed ? queryWidth : columns;
    a.keyStride = a.dKeyStride = stride;
    a.logSum = kept.logSum;
    a.dOut = w.attended;
    char* dQuery = static_cast<char*>(w.dAttention) + ownQueries;
    char* dKey = static_cast<char*>(w.dAttention) + (narrowed ? outputs : 1) * queryWidth * element;
    a.dQuery = dQuery;
    a.dKey = dKey;
    a.dValue = dKey + keyWidth * element;
    if (s.biasReach > 0) {
        a.bias = ends_.bias;
        a.reach = s.biasReach;
        a.queryPosition = narrowed ? w.outputPositions : plan.positions.data();
        a.keyPosition = plan.self.keyPositions.data();
    }
    a.frontOnly = number == 0 && soft == 0;
    attendAllBack(a, plan.self, w, &LanePrefixes::self, number);
    if (a.frontOnly) return false;
    takeInfix(plan, w, number, dKey + ownKeys, stride);

    if (narrowed) {
        rotate({dQuery, queryWidth, s.heads, s.headWidth, turned, w.outputCosine, w.outputSine, -1}, outputs,
               w.profile);
        rotate({dKey + ownKeys, stride, s.keyValueHeads, s.headWidth, turned, w.cosine, w.sine, -1}, tokens,
               w.profile);
        projectBack(layer.attention.part(queryWidth, 2 * keyWidth), dKey + ownKeys, tokens, w.narrowA,
                    w.profile);
        projectBack(layer.attention.part(0, queryWidth), dQuery, outputs, w.narrowB, w.profile);
        for (std::int64_t i = 0; i < outputs; ++i)
            kernels_.addNarrow(
                static_cast<char*>(w.narrowA) + plan.outputs[static_cast<std::size_t>(i)] * s.width * element,
                static_cast<const char*>(w.narrowB) + i * s.width * element, s.width);
        // From here on every token has a gradient.
        std::memset(w.stream, 0, static_cast<std::size_t>(tokens * s.width * 4));
        scatterRows(w.dx, plan.outputs, s.width * 4, w.stream);
        w.dx = w.stream;
        w.rows = tokens;
    } else {
        rotate({dQuery, columns, s.heads + s.keyValueHeads, s.headWidth, turned, w.cosine, w.sine, -1},
               tokens, w.profile);
        if (number > 0) projectBack(layer.attention, dQuery, tokens, w.narrowA, w.profile);
    }
    if (number > 0) return true;
    if (narrowed)
        gatherRows(w.narrowA, plan.softRows, s.width * element, w.softOut);
    else {
        gatherRows(dQuery, plan.softRows, columns * element, w.softAttention);
        projectBack(layer.attention, w.softAttention, soft, w.softOut, w.profile);
    }
    const KeptNorm& first = w.norms.front();
    gatherRows(first.normal, plan.softRows, s.width * element, w.softNormal);
    gatherRows(first.scale, plan.softRows, 4, w.softScale);
    gatherRows(w.dx, plan.softRows, s.width * 4, w.softGradient);
    const NormBackward n{w.softGradient, w.softOut, norm(0).weight, w.softNormal, w.softScale,
                         nullptr,        s.width,   s.centred,      s.normAfter};
    parallelRange(soft, 16, [&](std::int64_t from, std::int64_t to) { kernels_.normBackward(n, from, to); });
    return false;
}

void Stack::backward(const StackPlan& plan, StackWork& w) const {
    const StackShape& s = shape_;
    w.dx = w.outputStream;
    w.rows = plan.outputCount();
    const auto bytes = static_cast<std::size_t>(w.rows * s.width * 4);
    std::memset(w.dx, 0, bytes);
    const void* dOut = w.hidden;
    if (s.transform) {
        const NormBackward n{
            w.dx, w.hidden, ends_.denseNorm.weight, w.denseNorm.normal, w.denseNorm.scale, w.narrowB, s.width,
            true, false};
        parallelRange(w.rows, 16, [&](std::int64_t a, std::int64_t b) { kernels_.normBackward(n, a, b); });
        const Activation act{w.dense, w.narrowB, s.width, nullptr, s.transformActivation, false};
        activate(act, w.rows, true, w.profile);
        projectBack(ends_.dense, w.dense, w.rows, w.narrowA, w.profile);
        std::memset(w.dx, 0, bytes);
        dOut = w.narrowA;
    }
    std::int64_t j = s.layers * s.blocksPerLayer();
    normBackward(j--, w.rows, dOut, w);
    for (std::int64_t number = s.layers - 1; number >= 0; --number) {
        const StackLayer& layer = layers_[static_cast<std::size_t>(number)];
        void* inner = w.layers[static_cast<std::size_t>(number)].inner;
        projectBack(layer.down, w.narrowB, w.rows, w.gated, w.profile);
        const Activation act{inner, w.gated, s.feedForward, nullptr, s.activation, s.gated};
        activate(act, w.rows, true, w.profile);
        projectBack(layer.inner, inner, w.rows, w.narrowA, w.profile);
        normBackward(j--, w.rows, w.narrowA, w);
        if (s.encoderWidth > 0) {
            crossBackward(plan, w, number);
            normBackward(j--, w.rows, w.narrowA, w);
        }
        if (!selfBackward(plan, w, number)) return;
        normBackward(j--, w.rows, w.narrowA, w);
    }
}

}  // namespace lathe::layers
