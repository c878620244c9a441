// SPDX-License-Identifier: Apache-2.0
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>

#include "core/engine/device/stack.h"

namespace lathe::device {

namespace {

at::Tensor columns(const at::Tensor& bias, std::int64_t first, std::int64_t count) {
    return bias.defined() ? bias.narrow(0, first, count) : bias;
}

}  // namespace

at::Tensor product(const at::Tensor& x, const at::Tensor& w) {
    return at::mm(x, w.t());
}

at::Tensor productBack(const at::Tensor& d, const at::Tensor& w) {
    return at::mm(d, w);
}

at::Tensor DeviceStack::norm(std::size_t j, at::Tensor& stream, const at::Tensor& add, const at::Tensor& bias,
                             StackBatch& b) const {
    return ops_.normForward(stream, add, bias, t_.norms[j], b.keep ? &b.norms[j] : nullptr, s_.centred,
                            s_.normAfter);
}

at::Tensor DeviceStack::selfForward(const StackIndex& index, StackBatch& b, std::int64_t number,
                                    const at::Tensor& x) const {
    const LayerTensors& w = t_.layers[static_cast<std::size_t>(number)];
    const bool last = number + 1 == s_.layers && !index.whole, early = last && index.early;
    const std::int64_t queryWidth = s_.queryWidth(), keyColumns = 2 * s_.keyWidth();
    const AttentionIndex& attention = early ? index.lastSelf : index.self;
    Ops::Spread in;
    if (early) {
        in.key = product(x, w.attention.narrow(0, queryWidth, keyColumns));
        in.query = product(x.index_select(0, index.outputRows), w.attention.narrow(0, 0, queryWidth));
    } else {
        const at::Tensor all = product(x, w.attention);
        in.query = all.narrow(1, 0, queryWidth);
        in.key = all.narrow(1, queryWidth, keyColumns);
    }
    in.queryBias = columns(w.attentionBias, 0, queryWidth);
    in.keyBias = columns(w.attentionBias, queryWidth, keyColumns);
    in.queryAngles = early ? b.outputAngles : b.angles;
    in.keyAngles = b.angles;
    in.trainedKey = b.trained.at(b.trained.key, number);
    in.trainedValue = b.trained.at(b.trained.value, number);
    auto [query, key] = ops_.spread(in, attention);
    Attended attended = attention_.forward(query, key, attention, s_.scaleOf(number));
    const at::Tensor out =
        product(last && !early ? attended.out.index_select(0, index.outputRows) : attended.out, w.output);
    if (b.keep) {
        StackBatch::Layer& kept = b.layers[static_cast<std::size_t>(number)];
        kept.query = query;
        kept.key = key;
        kept.attended = std::move(attended);
    }
    return out;
}

at::Tensor DeviceStack::crossForward(const StackIndex& index, StackBatch& b, std::int64_t number,
                                     const at::Tensor& x) const {
    const LayerTensors& w = t_.layers[static_cast<std::size_t>(number)];
    const AttentionIndex& attention = number + 1 == s_.layers && !index.whole ? index.lastCross : index.cross;
    Ops::Spread in;
    in.query = product(x, w.crossQuery);
    in.queryBias = w.crossQueryBias;
    in.key = product(b.encoded, w.crossKeyValue);
    in.keyBias = w.crossKeyValueBias;
    in.trainedKey = b.cross.at(b.cross.key, number);
    in.trainedValue = b.cross.at(b.cross.value, number);
    auto [query, key] = ops_.spread(in, attention);
    Attended attended = attention_.forward(query, key, attention, s_.scaleOf(number));
    const at::Tensor out = product(attended.out, w.crossOutput);
    if (b.keep) {
        StackBatch::Layer& kept = b.layers[static_cast<std::size_t>(number)];
        kept.crossQuery = query;
        kept.crossKey = key;
        kept.crossAttended = std::move(attended);
    }
    return out;
}

at::Tensor DeviceStack::transformed(StackBatch& b, const at::Tensor& x) const {
    at::Tensor dense = product(x, t_.dense).to(at::kFloat);
    if (t_.denseBias.defined()) dense = dense.add(t_.denseBias);
    at::Tensor inner = activated(dense, s_.transformActivation);
    if (b.keep) b.dense = dense;
    return ops_.normForward(inner, {}, {}, t_.denseNorm, b.keep ? &b.denseNorm : nullptr, true, false);
}

void DeviceStack::forward(const StackIndex& index, StackBatch& b) const {
    b.angles = ops_.angles(index.positions, t_.frequencies);
    if (b.angles.cosine.defined() && !index.whole)
        b.outputAngles = {b.angles.cosine.index_select(0, index.outputRows),
                          b.angles.sine.index_select(0, index.outputRows)};
    if (b.keep) {
        b.layers.assign(static_cast<std::size_t>(s_.layers), {});
        b.norms.assign(t_.norms.size(), {});
    }
    std::size_t j = 0;
    at::Tensor x = norm(j++, b.stream, {}, {}, b);
    for (std::int64_t number = 0; number < s_.layers; ++number) {
        const LayerTensors& w = t_.layers[static_cast<std::size_t>(number)];
        at::Tensor out = selfForward(index, b, number, x);
        if (number + 1 == s_.layers && !index.whole) b.stream = b.stream.index_select(0, index.outputRows);
        x = norm(j++, b.stream, out, w.outputBias, b);
        if (s_.encoderWidth > 0) {
            out = crossForward(index, b, number, x);
            x = norm(j++, b.stream, out, w.crossOutputBias, b);
        }
        at::Tensor inner = product(x, w.inner);
        out = product(ops_.activate(inner, w.innerBias), w.down);
        if (b.keep && !b.recompute) b.layers[static_cast<std::size_t>(number)].inner = std::move(inner);
        x = norm(j++, b.stream, out, w.downBias, b);
    }
    b.stream = at::Tensor();
    b.hidden = s_.transform ? transformed(b, x) : x;
}

}  // namespace lathe::device
