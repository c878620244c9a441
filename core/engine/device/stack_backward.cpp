// SPDX-License-Identifier: Apache-2.0
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include "core/engine/device/stack.h"

namespace lathe::device {

namespace {

/// Rows of the outputs to all tokens', zeros elsewhere.
at::Tensor expanded(const at::Tensor& x, const StackIndex& index) {
    return at::cat({x, at::zeros({1, x.size(1)}, x.options())}, 0).index_select(0, index.outputOf);
}

}  // namespace

at::Tensor DeviceStack::crossBackward(const StackIndex& index, StackBatch& b, std::int64_t number,
                                      const at::Tensor& d) const {
    const LayerTensors& w = t_.layers[static_cast<std::size_t>(number)];
    StackBatch::Layer& kept = b.layers[static_cast<std::size_t>(number)];
    const AttentionIndex& attention = number + 1 == s_.layers && !index.whole ? index.lastCross : index.cross;
    const auto back = attention_.backward(productBack(d, w.crossOutput), kept.crossQuery, kept.crossKey,
                                          kept.crossAttended, attention, s_.scaleOf(number));
    Ops::Collect out;
    out.dQuery = back.dQuery;
    out.dKey = back.dKey;
    out.dValue = back.dValue;
    out.dQueryOut = at::empty({attention.queries, s_.queryWidth()}, d.options());
    out.dKeyOut = at::empty({attention.rows, 2 * s_.keyWidth()}, d.options());
    out.dTrainedKey = b.cross.at(b.cross.dKey, number);
    out.dTrainedValue = b.cross.at(b.cross.dValue, number);
    ops_.collect(out, attention);
    kept.crossQuery = kept.crossKey = at::Tensor();
    kept.crossAttended = {};
    if (b.dEncoded.defined()) b.dEncoded.add_(productBack(out.dKeyOut, w.crossKeyValue));
    return productBack(out.dQueryOut, w.crossQuery);
}

at::Tensor DeviceStack::selfBackward(const StackIndex& index, StackBatch& b, std::int64_t number,
                                     const at::Tensor& d, at::Tensor& dx) const {
    const LayerTensors& w = t_.layers[static_cast<std::size_t>(number)];
    StackBatch::Layer& kept = b.layers[static_cast<std::size_t>(number)];
    const bool last = number + 1 == s_.layers && !index.whole, early = last && index.early;
    const std::int64_t queryWidth = s_.queryWidth(), keyColumns = 2 * s_.keyWidth();
    const AttentionIndex& attention = early ? index.lastSelf : index.self;
    // Below the first layer only the soft tokens want a gradient.
    if (number == 0 && index.soft == 0 && !b.trained.dKey.defined()) return {};

    at::Tensor dAttended = productBack(d, w.output);
    if (last && !early) dAttended = expanded(dAttended, index);
    const auto back =
        attention_.backward(dAttended, kept.query, kept.key, kept.attended, attention, s_.scaleOf(number));
    kept.query = kept.key = at::Tensor();
    kept.attended = {};
    Ops::Collect out;
    out.dQuery = back.dQuery;
    out.dKey = back.dKey;
    out.dValue = back.dValue;
    out.queryAngles = early ? b.outputAngles : b.angles;
    out.keyAngles = b.angles;
    out.dTrainedKey = b.trained.at(b.trained.dKey, number);
    out.dTrainedValue = b.trained.at(b.trained.dValue, number);
    at::Tensor all;
    if (early) {
        out.dQueryOut = at::empty({attention.queries, queryWidth}, d.options());
        out.dKeyOut = at::empty({index.tokens, keyColumns}, d.options());
    } else {
        all = at::empty({index.tokens, queryWidth + keyColumns}, d.options());
        out.dQueryOut = all.narrow(1, 0, queryWidth);
        out.dKeyOut = all.narrow(1, queryWidth, keyColumns);
    }
    ops_.collect(out, attention);
    if (last) dx = expanded(dx, index);  // from here on every token has a gradient
    if (number > 0 || early) {
        if (!early) return productBack(all, w.attention);
        at::Tensor given = productBack(out.dKeyOut, w.attention.narrow(0, queryWidth, keyColumns));
        given.add_(expanded(productBack(out.dQueryOut, w.attention.narrow(0, 0, queryWidth)), index));
        return number > 0 ? given : given.index_select(0, index.softRows);
    }
    return index.soft > 0 ? productBack(all.index_select(0, index.softRows), w.attention) : at::Tensor();
}

at::Tensor DeviceStack::transformBack(StackBatch& b) const {
    at::Tensor d = at::empty(b.dense.sizes(), b.dense.options());
    ops_.normBackward(d, b.dHidden, t_.denseNorm, b.denseNorm, true, false, true);
    const at::Tensor inner = d.mul(slope(b.dense, s_.transformActivation)).to(ops_.narrow());
    return productBack(inner, t_.dense);
}

at::Tensor DeviceStack::innerAgain(const StackBatch& b, std::int64_t number, std::size_t j) const {
    const NormTensors& norm = t_.norms[j];
    at::Tensor x = b.norms[j].normal.mul(norm.weight.to(ops_.narrow()));
    if (norm.bias.defined()) x = x.add(norm.bias.to(ops_.narrow()));
    return product(x, t_.layers[static_cast<std::size_t>(number)].inner);
}

void DeviceStack::backward(const StackIndex& index, StackBatch& b) const {
    at::Tensor given = s_.transform ? transformBack(b) : b.dHidden;
    b.dHidden = at::Tensor();
    at::Tensor dx = at::empty(given.sizes(), given.options().dtype(at::kFloat));
    std::size_t j = t_.norms.size() - 1;
    const auto through = [&](const at::Tensor& dOut, bool fresh) {
        const at::Tensor out =
            ops_.normBackward(dx, dOut, t_.norms[j], b.norms[j], s_.centred, s_.normAfter, fresh);
        b.norms[j] = {};
        --j;
        return out;
    };
    at::Tensor d = through(given, true);
    for (std::int64_t number = s_.layers - 1; number >= 0; --number) {
        const LayerTensors& w = t_.layers[static_cast<std::size_t>(number)];
        at::Tensor inner = std::move(b.layers[static_cast<std::size_t>(number)].inner);
        if (!inner.defined()) inner = innerAgain(b, number, j);
        ops_.activateBack(inner, w.innerBias, productBack(d, w.down));
        given = productBack(inner, w.inner);
        inner = at::Tensor();
        d = through(given, false);
        if (s_.encoderWidth > 0) d = through(crossBackward(index, b, number, d), false);
        given = selfBackward(index, b, number, d, dx);
        if (number > 0) d = through(given, false);
    }
    if (!given.defined()) return;
    b.softGradient = dx.index_select(0, index.softRows);
    const KeptTensors first{b.norms[0].normal.index_select(0, index.softRows),
                            b.norms[0].scale.index_select(0, index.softRows)};
    ops_.normBackward(b.softGradient, given, t_.norms[0], first, s_.centred, s_.normAfter, false);
}

}  // namespace lathe::device
