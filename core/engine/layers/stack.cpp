// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/stack.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "core/engine/layers/stack_work.h"
#include "core/engine/parallel/parallel.h"

namespace lathe::layers {

Stack::Stack(StackShape shape)
    : shape_(std::move(shape)),
      layers_(static_cast<std::size_t>(shape_.layers)),
      kernels_(kernelsFor(shape_.dtype)) {
    assert(shape_.layers > 0 && shape_.heads % shape_.keyValueHeads == 0);
    Arena measure;
    place(measure);
    pages_ = Pages(measure.used());
    Arena arena(pages_);
    place(arena);
}

void Stack::place(Arena& arena) {
    const StackShape& s = shape_;
    const auto matrix = [&](std::int64_t rows, std::int64_t columns) {
        Matrix m{nullptr, rows, columns, s.dtype};
        m.data = arena.take(m.bytes());
        return m;
    };
    const auto bias = [&](bool present, std::int64_t count) {
        return present ? arena.floats(count) : nullptr;
    };
    const auto norm = [&] { return NormWeights{arena.floats(s.width), bias(s.normBias, s.width)}; };
    if (s.normAfter)
        ends_.embeddingNorm = norm();
    else
        ends_.finalNorm = norm();
    ends_.positions = bias(s.positionRows > 0, s.positionRows * s.width);
    ends_.bias = bias(s.biasReach > 0, s.heads * (2 * s.biasReach + 1));
    if (s.transform) {
        ends_.dense = matrix(s.width, s.width);
        ends_.denseBias = arena.floats(s.width);
        ends_.denseNorm = {arena.floats(s.width), arena.floats(s.width)};
    }
    for (StackLayer& layer : layers_) {
        layer.attention = matrix(s.attentionColumns(), s.width);
        layer.output = matrix(s.width, s.queryWidth());
        layer.attentionBias = bias(s.attentionBias, s.attentionColumns());
        layer.outputBias = bias(s.outputBias, s.width);
        layer.attentionNorm = norm();
        if (s.encoderWidth > 0) {
            layer.crossQuery = matrix(s.queryWidth(), s.width);
            layer.crossKeyValue = matrix(2 * s.keyWidth(), s.encoderWidth);
            layer.crossOutput = matrix(s.width, s.queryWidth());
            layer.crossQueryBias = bias(s.attentionBias, s.queryWidth());
            layer.crossKeyValueBias = bias(s.attentionBias, 2 * s.keyWidth());
            layer.crossOutputBias = bias(s.outputBias, s.width);
            layer.crossNorm = norm();
        }
        layer.inner = matrix(s.innerColumns(), s.width);
        layer.down = matrix(s.width, s.feedForward);
        layer.innerBias = bias(s.innerBias, s.innerColumns());
        layer.downBias = bias(s.downBias, s.width);
        layer.feedForwardNorm = norm();
    }
}

const NormWeights& Stack::norm(std::int64_t j) const {
    const std::int64_t all = shape_.layers * shape_.blocksPerLayer();
    if (shape_.normAfter ? j == 0 : j == all) return shape_.normAfter ? ends_.embeddingNorm : ends_.finalNorm;
    const std::int64_t block = shape_.normAfter ? j - 1 : j;
    const StackLayer& layer = layers_[static_cast<std::size_t>(block / shape_.blocksPerLayer())];
    const std::int64_t kind = block % shape_.blocksPerLayer();
    if (kind == 0) return layer.attentionNorm;
    return kind + 1 == shape_.blocksPerLayer() ? layer.feedForwardNorm : layer.crossNorm;
}

void Stack::putPrefix(const Prefix& prefix, std::int64_t number, void* keys, std::int64_t stride) const {
    const std::int64_t width = shape_.keyWidth();
    for (std::int64_t k = 0; k < prefix.tokens; ++k) {
        char* to = static_cast<char*>(keys) + k * stride * shape_.elementBytes();
        const std::int64_t from = (number * prefix.tokens + k) * width;
        kernels_.narrow(prefix.key + from, to, width);
        kernels_.narrow(prefix.value + from, to + width * shape_.elementBytes(), width);
    }
}

void Stack::putPrefixes(const std::vector<LanePrefixes>& lanes, Prefix LanePrefixes::*prefix,
                        std::int64_t number, void* keys, std::int64_t stride) const {
    auto* to = static_cast<char*>(keys);
    for (const LanePrefixes& lane : lanes) {
        putPrefix(lane.*prefix, number, to, stride);
        to += (lane.*prefix).tokens * stride * shape_.elementBytes();
    }
}

KeyCache Stack::makeCache(std::int64_t slots, const std::vector<Prefix>& prefixes) const {
    KeyCache cache;
    cache.slots = slots;
    cache.rowBytes = cacheRowBytes();
    cache.pages = Pages(static_cast<std::size_t>(slots * cache.rowBytes * shape_.layers));
    cache.data = cache.pages.data();
    for (std::int64_t number = 0; number < shape_.layers; ++number) {
        std::byte* to = cache.layer(number);
        for (const Prefix& prefix : prefixes) {
            putPrefix(prefix, number, to, 2 * shape_.keyWidth());
            to += prefix.tokens * cache.rowBytes;
        }
    }
    return cache;
}

KeyCache Stack::makeCrossCache(const void* encoded, std::int64_t rows,
                               const std::vector<Prefix>& prefixes) const {
    const std::int64_t columns = 2 * shape_.keyWidth();
    std::int64_t before = 0;
    for (const Prefix& prefix : prefixes) before += prefix.tokens;
    KeyCache cache = makeCache(before + productRows(rows), prefixes);
    for (std::int64_t number = 0; number < shape_.layers; ++number) {
        const StackLayer& layer = layers_[static_cast<std::size_t>(number)];
        void* keys = cache.layer(number) + before * cache.rowBytes;
        project(layer.crossKeyValue, encoded, rows, keys);
        addBias(keys, layer.crossKeyValueBias, rows, columns, nullptr);
    }
    return cache;
}

void Stack::addBias(void* x, const float* bias, std::int64_t rows, std::int64_t width,
                    Profile* profile) const {
    const Timed timed(profile, StepPart::Bias);
    if (bias)
        parallelRange(rows, 16,
                      [&](std::int64_t a, std::int64_t b) { kernels_.addBias(x, bias, width, a, b); });
}

void Stack::rotate(const Rotary& r, std::int64_t rows, Profile* profile) const {
    const Timed timed(profile, StepPart::Attention);
    if (r.width > 0)
        parallelRange(rows, 16, [&](std::int64_t a, std::int64_t b) { kernels_.rotate(r, a, b); });
}

}  // namespace lathe::layers
