// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstring>

#include "core/engine/layers/rows.h"
#include "core/engine/layers/stack_work.h"
#include "core/engine/parallel/parallel.h"

namespace lathe::layers {

namespace {

/// Angles as Hugging Face takes them: float32 products of position and frequency.
void fillAngles(const StackPlan& plan, const std::vector<float>& frequencies, StackWork& w) {
    const std::size_t pairs = frequencies.size();
    for (std::size_t i = 0; i < plan.positions.size(); ++i)
        for (std::size_t k = 0; k < pairs; ++k) {
            const float angle = static_cast<float>(plan.positions[i]) * frequencies[k];
            w.cosine[i * pairs + k] = std::cos(angle);
            w.sine[i * pairs + k] = std::sin(angle);
        }
    const auto bytes = static_cast<std::int64_t>(pairs * 4);
    gatherRows(w.cosine, plan.outputs, bytes, w.outputCosine);
    gatherRows(w.sine, plan.outputs, bytes, w.outputSine);
}

}  // namespace

void Stack::normForward(std::int64_t j, std::int64_t rows, float* stream, const void* add, StackWork& w,
                        void* out) const {
    const NormWeights& weights = norm(j);
    const KeptNorm& kept = w.norms[static_cast<std::size_t>(j)];
    const NormForward n{stream,     add,          weights.weight, shape_.epsilon, kept.normal,     out,
                        kept.scale, shape_.width, weights.bias,   shape_.centred, shape_.normAfter};
    const Timed timed(w.profile, StepPart::Norms);
    parallelRange(rows, 16, [&](std::int64_t a, std::int64_t b) { kernels_.normForward(n, a, b); });
}

void Stack::projectRows(const Matrix& matrix, const void* in, std::int64_t rows, void* out,
                        const StackWork& w) const {
    (w.cache ? projectFew : project)(matrix, in, rows, out, w.profile, StepPart::Products);
}

void Stack::activate(const Activation& act, std::int64_t rows, bool back, Profile* profile) const {
    const Timed timed(profile, StepPart::Activation);
    const auto kernel = back ? kernels_.activateBack : kernels_.activate;
    parallelRange(rows, 8, [&](std::int64_t a, std::int64_t b) { kernel(act, a, b); });
}

Attention Stack::attentionOf(std::int64_t number, const AttentionPlan& plan, bool outputs) const {
    Attention a{.heads = shape_.heads, .keyValueHeads = shape_.keyValueHeads, .headWidth = shape_.headWidth};
    a.layer = number;
    a.scale = shape_.scaleOf(number);
    a.spans = (outputs ? plan.outputSpans : plan.spans).data();
    a.runs = plan.runs.data();
    a.visible = (outputs ? plan.outputVisible : plan.visible).data();
    return a;
}

void Stack::attendAll(const Attention& a, const AttentionPlan& plan, bool outputs, StackWork& w) const {
    const Timed timed(w.profile, StepPart::Attention);
    const std::vector<Span>& spans = outputs ? plan.outputSpans : plan.spans;
    const auto count = static_cast<std::int64_t>(spans.size());
    // The heads' keys lie side by side: where there are spans enough, one thread reads them all.
    const std::int64_t together = w.cache && count >= 4 * threadCount() ? a.keyValueHeads : 1;
    const std::int64_t tasks = a.keyValueHeads / together;
    parallelTasks(count * tasks, [&](std::int64_t task, std::int64_t thread) {
        const std::int64_t span = task / tasks, first = task % tasks * together;
        if (spans[static_cast<std::size_t>(span)].queries == 0) return;
        for (std::int64_t head = first; head < first + together; ++head)
            kernels_.attend(a, span, head, w.scratch + thread * w.scratchFloats);
    });
}

void Stack::selfForward(const StackPlan& plan, StackWork& w, std::int64_t number) const {
    const StackShape& s = shape_;
    const StackLayer& layer = layers_[static_cast<std::size_t>(number)];
    const KeptLayer& kept = w.layers[static_cast<std::size_t>(number)];
    const bool narrowed = number + 1 == s.layers && !plan.whole;
    const std::int64_t tokens = plan.tokens, outputs = plan.outputCount(), element = s.elementBytes();
    const std::int64_t queryWidth = s.queryWidth(), keyWidth = s.keyWidth(), columns = s.attentionColumns();
    const std::int64_t turned = 2 * static_cast<std::int64_t>(s.frequencies.size());
    Attention a = attentionOf(number, plan.self, narrowed);
    a.keyStride = narrowed ? 2 * keyWidth : columns;
    a.queryStride = narrowed ? queryWidth : columns;
    a.key = kept.key;
    a.out = w.attended;
    a.logSum = kept.logSum;
    if (!w.cache) putPrefixes(w.lanes, &LanePrefixes::self, number, kept.key, a.keyStride);
    char* ownKeys = static_cast<char*>(kept.key) + plan.self.prefix * a.keyStride * element;
    if (narrowed) {
        // Keys and values of every token, the rest of what is predicted alone.
        projectRows(layer.attention.part(queryWidth, 2 * keyWidth), w.narrowA, tokens, ownKeys, w);
        addBias(ownKeys, layer.attentionBias ? layer.attentionBias + queryWidth : nullptr, tokens,
                2 * keyWidth, w.profile);
        gatherRows(w.narrowA, plan.outputs, s.width * element, w.narrowB);
        projectRows(layer.attention.part(0, queryWidth), w.narrowB, outputs, kept.query, w);
        addBias(kept.query, layer.attentionBias, outputs, queryWidth, w.profile);
        rotate({kept.query, queryWidth, s.heads, s.headWidth, turned, w.outputCosine, w.outputSine}, outputs,
               w.profile);
        rotate({ownKeys, 2 * keyWidth, s.keyValueHeads, s.headWidth, turned, w.cosine, w.sine}, tokens,
               w.profile);
        gatherRows(w.stream, plan.outputs, s.width * 4, w.outputStream);
        a.query = kept.query;
    } else {
        char* own = static_cast<char*>(kept.query) + plan.self.prefix * columns * element;
        projectRows(layer.attention, w.narrowA, tokens, own, w);
        addBias(own, layer.attentionBias, tokens, columns, w.profile);
        rotate({own, columns, s.heads + s.keyValueHeads, s.headWidth, turned, w.cosine, w.sine}, tokens,
               w.profile);
        a.query = own;
    }
    putInfix(plan, w, number, ownKeys, a.keyStride);
    if (w.cache) {
        std::byte* past = w.cache->layer(number);
        for (std::int64_t i = 0; i < tokens; ++i)
            std::memcpy(past + plan.slots[static_cast<std::size_t>(i)] * w.cache->rowBytes,
                        ownKeys + i * a.keyStride * element, static_cast<std::size_t>(w.cache->rowBytes));
        a.key = past;
        a.keyStride = 2 * keyWidth;
    }
    a.value = static_cast<const char*>(a.key) + keyWidth * element;
    if (s.biasReach > 0) {
        a.bias = ends_.bias;
        a.reach = s.biasReach;
        a.queryPosition = narrowed ? w.outputPositions : plan.positions.data();
        a.keyPosition = plan.self.keyPositions.data();
    }
    attendAll(a, plan.self, narrowed, w);
    const std::int64_t rows = narrowed ? outputs : tokens;
    projectRows(layer.output, w.attended, rows, w.narrowB, w);
    addBias(w.narrowB, layer.outputBias, rows, s.width, w.profile);
}

void Stack::crossForward(const StackPlan& plan, StackWork& w, std::int64_t number) const {
    const StackShape& s = shape_;
    const StackLayer& layer = layers_[static_cast<std::size_t>(number)];
    const KeptLayer& kept = w.layers[static_cast<std::size_t>(number)];
    const bool narrowed = number + 1 == s.layers && !plan.whole;
    const std::int64_t rows = narrowed ? plan.outputCount() : plan.tokens, columns = 2 * s.keyWidth();
    Attention a = attentionOf(number, plan.cross, narrowed);
    projectRows(layer.crossQuery, w.narrowA, rows, kept.crossQuery, w);
    addBias(kept.crossQuery, layer.crossQueryBias, rows, s.queryWidth(), w.profile);
    if (w.crossCache) {
        a.key = w.crossCache->layer(number);
    } else {
        putPrefixes(w.lanes, &LanePrefixes::cross, number, kept.crossKey, columns);
        char* own = static_cast<char*>(kept.crossKey) + plan.cross.prefix * columns * s.elementBytes();
        projectRows(layer.crossKeyValue, w.encoded, plan.encoded, own, w);
        addBias(own, layer.crossKeyValueBias, plan.encoded, columns, w.profile);
        a.key = kept.crossKey;
    }
    a.value = static_cast<const char*>(a.key) + s.keyWidth() * s.elementBytes();
    a.keyStride = columns;
    a.query = kept.crossQuery;
    a.queryStride = s.queryWidth();
    a.out = w.attended;
    a.logSum = kept.crossLogSum;
    attendAll(a, plan.cross, narrowed, w);
    projectRows(layer.crossOutput, w.attended, rows, w.narrowB, w);
    addBias(w.narrowB, layer.crossOutputBias, rows, s.width, w.profile);
}

void Stack::forward(const StackPlan& plan, StackWork& w) const {
    const StackShape& s = shape_;
    const std::int64_t outputs = plan.outputCount();
    if (!s.frequencies.empty()) fillAngles(plan, s.frequencies, w);
    gatherRows(plan.positions.data(), plan.outputs, 4, w.outputPositions);
    if (ends_.positions)
        parallelRange(plan.tokens, 64, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i) {
                const std::int64_t row = plan.positions[static_cast<std::size_t>(i)] + s.positionOffset;
                const float* from = ends_.positions + row * s.width;
                for (std::int64_t k = 0; k < s.width; ++k) w.stream[i * s.width + k] += from[k];
            }
        });
    std::int64_t j = 0, rows = plan.tokens;
    float* stream = w.stream;
    normForward(j++, rows, stream, nullptr, w, w.narrowA);
    for (std::int64_t number = 0; number < s.layers; ++number) {
        const bool last = number + 1 == s.layers;
        const StackLayer& layer = layers_[static_cast<std::size_t>(number)];
        selfForward(plan, w, number);
        if (last) {
            stream = w.outputStream;
            rows = outputs;
        }
        normForward(j++, rows, stream, w.narrowB, w, w.narrowA);
        if (s.encoderWidth > 0) {
            crossForward(plan, w, number);
            normForward(j++, rows, stream, w.narrowB, w, w.narrowA);
        }
        void* inner = w.layers[static_cast<std::size_t>(number)].inner;
        projectRows(layer.inner, w.narrowA, rows, inner, w);
        const Activation act{inner, w.gated, s.feedForward, layer.innerBias, s.activation, s.gated};
        activate(act, rows, false, w.profile);
        projectRows(layer.down, w.gated, rows, w.narrowB, w);
        addBias(w.narrowB, layer.downBias, rows, s.width, w.profile);
        normForward(j++, rows, stream, w.narrowB, w, last && !s.transform ? w.hidden : w.narrowA);
    }
    if (!s.transform) return;
    projectRows(ends_.dense, w.narrowA, outputs, w.dense, w);
    const Activation act{w.dense, w.narrowB, s.width, ends_.denseBias, s.transformActivation, false};
    activate(act, outputs, false, w.profile);
    std::memset(w.outputStream, 0, static_cast<std::size_t>(outputs * s.width * 4));
    const NormForward n{w.outputStream,
                        w.narrowB,
                        ends_.denseNorm.weight,
                        s.epsilon,
                        w.denseNorm.normal,
                        w.hidden,
                        w.denseNorm.scale,
                        s.width,
                        ends_.denseNorm.bias,
                        true,
                        false};
    parallelRange(outputs, 16, [&](std::int64_t a, std::int64_t b) { kernels_.normForward(n, a, b); });
}

}  // namespace lathe::layers
