// SPDX-License-Identifier: Apache-2.0
#include "core/engine/device/ops.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/erf.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/repeat_interleave.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

namespace lathe::device {

namespace {

// A block of heads' rows holds kRows of them, as kernels.cuh has it.
constexpr std::int64_t kThreads = 256, kRowThreads = 128, kRows = 4, kLossThreads = 512;

std::int64_t blocksFor(std::int64_t rows, std::int64_t together) {
    return (rows + together - 1) / together;
}

void* data(const at::Tensor& tensor) {
    return tensor.defined() ? tensor.data_ptr() : nullptr;
}

at::Tensor orZero(const at::Tensor& bias, const at::Tensor& x) {
    return bias.defined() ? x.add(bias) : x;
}

/// x [rows, heads * head width] in float32 with its pairs turned; `sign` -1: back.
at::Tensor turned(const at::Tensor& x, const Angles& angles, std::int64_t headWidth, float sign) {
    if (!angles.cosine.defined()) return x;
    const at::Tensor heads = x.reshape({x.size(0), -1, headWidth});
    const std::int64_t pairs = angles.cosine.size(1);
    const at::Tensor a = heads.narrow(2, 0, pairs), b = heads.narrow(2, pairs, pairs);
    const at::Tensor c = angles.cosine.unsqueeze(1), s = angles.sine.unsqueeze(1).mul(sign);
    std::vector<at::Tensor> parts{a.mul(c).sub(b.mul(s)), b.mul(c).add(a.mul(s))};
    if (2 * pairs < headWidth) parts.push_back(heads.narrow(2, 2 * pairs, headWidth - 2 * pairs));
    return at::cat(parts, 2).reshape(x.sizes());
}

/// Of each place in index.place the row that it belongs to, as far as any does.
at::Tensor rowOfPlace(const AttentionIndex& index) {
    const at::Tensor counts = index.first.slice(0, 1).sub(index.first.slice(0, 0, -1)).to(at::kLong);
    return at::repeat_interleave(counts);
}

}  // namespace

at::Tensor Ops::embed(const at::Tensor& tokens, const at::Tensor& table, float scale, const at::Tensor& soft,
                      const at::Tensor& positions, const at::Tensor& positionTable) const {
    if (kernels_) {
        at::Tensor out = at::empty({tokens.size(0), s_.width}, soft.options());
        kernels_->launch(Kernel::Embed, tokens.size(0), kRowThreads, data(out), data(tokens), data(table),
                         scale, data(soft), data(positions), data(positionTable),
                         static_cast<int>(s_.positionOffset));
        return out;
    }
    at::Tensor words = table.index_select(0, tokens.clamp_min(0)).to(at::kFloat);
    if (scale != 1) words = words.mul(scale);
    const at::Tensor vectors = soft.index_select(0, tokens.bitwise_not().clamp_min(0));
    const at::Tensor out = at::where(tokens.lt(0).unsqueeze(1), vectors, words);
    return positionTable.defined() ? out.add(positionTable.index_select(0, positions.add(s_.positionOffset)))
                                   : out;
}

Angles Ops::angles(const at::Tensor& positions, const at::Tensor& frequencies) const {
    if (!frequencies.defined()) return {};
    const at::Tensor angle = positions.to(at::kFloat).unsqueeze(1).mul(frequencies);
    return {angle.cos(), angle.sin()};
}

at::Tensor Ops::normForward(at::Tensor& x, const at::Tensor& add, const at::Tensor& addBias,
                            const NormTensors& norm, KeptTensors* kept, bool centred, bool replaces) const {
    if (kernels_ && centred == s_.centred && replaces == s_.normAfter) {
        at::Tensor out = at::empty(x.sizes(), x.options().dtype(narrow()));
        if (kept) *kept = {at::empty_like(out), at::empty({x.size(0)}, x.options())};
        kernels_->launch(Kernel::NormForward, blocksFor(x.size(0), kernels_->normRows()),
                         kernels_->normThreads() * kernels_->normRows(), data(x), data(add), data(addBias),
                         data(norm.weight), data(norm.bias), s_.epsilon, kept ? data(kept->normal) : nullptr,
                         data(out), kept ? data(kept->scale) : nullptr, static_cast<int>(x.size(0)));
        return out;
    }
    if (add.defined()) x = orZero(addBias, x.add(add));
    const at::Tensor centre = centred ? x.sub(x.mean(-1, true)) : x;
    const at::Tensor scale = centre.square().mean(-1, true).add(s_.epsilon).rsqrt();
    const at::Tensor normal = centre.mul(scale);
    if (kept) *kept = {normal.to(narrow()), scale.squeeze(1)};
    const at::Tensor out = orZero(norm.bias, normal.mul(norm.weight));
    if (replaces) x = out;
    return out.to(narrow());
}

at::Tensor Ops::normBackward(at::Tensor& dx, const at::Tensor& dOut, const NormTensors& norm,
                             const KeptTensors& kept, bool centred, bool replaces, bool fresh) const {
    if (kernels_ && centred == s_.centred && replaces == s_.normAfter) {
        at::Tensor out = at::empty_like(dOut);
        kernels_->launch(Kernel::NormBackward, blocksFor(dOut.size(0), kernels_->normRows()),
                         kernels_->normThreads() * kernels_->normRows(), data(dx), data(dOut),
                         data(norm.weight), data(kept.normal), data(kept.scale), data(out),
                         static_cast<int>(fresh), static_cast<int>(dOut.size(0)));
        return out;
    }
    at::Tensor given = dOut.to(at::kFloat);
    if (replaces && !fresh) given = given.add(dx);
    given = given.mul(norm.weight);
    const at::Tensor normal = kept.normal.to(at::kFloat);
    at::Tensor out = given.sub(normal.mul(given.mul(normal).mean(-1, true)));
    if (centred) out = out.sub(given.mean(-1, true));
    out = out.mul(kept.scale.unsqueeze(1));
    dx = replaces || fresh ? out : dx.add(out);
    return dx.to(narrow());
}

std::pair<at::Tensor, at::Tensor> Ops::spread(const Spread& in, const AttentionIndex& index) const {
    const std::int64_t keyWidth = s_.keyWidth();
    if (kernels_) {
        const auto options = in.query.options();
        at::Tensor query = at::empty({index.queries, s_.queryWidth()}, options),
                   key = at::empty({index.gathered, 2 * keyWidth}, options);
        kernels_->launch(
            Kernel::Spread, blocksFor(index.queries + index.gathered, kRows), kRowThreads, data(in.query),
            static_cast<long long>(in.query.stride(0)), data(in.queryBias), data(in.queryAngles.cosine),
            data(in.queryAngles.sine), data(query), static_cast<int>(index.queries), data(in.key),
            static_cast<long long>(in.key.stride(0)), data(in.keyBias), data(in.keyAngles.cosine),
            data(in.keyAngles.sine), data(index.source), data(in.trainedKey), data(in.trainedValue),
            data(key), static_cast<int>(index.gathered));
        return {query, key};
    }
    const at::Tensor query =
        turned(orZero(in.queryBias, in.query.to(at::kFloat)), in.queryAngles, s_.headWidth, 1).to(narrow());
    const at::Tensor both = orZero(in.keyBias, in.key.to(at::kFloat));
    at::Tensor keys = turned(both.narrow(1, 0, keyWidth), in.keyAngles, s_.headWidth, 1),
               values = both.narrow(1, keyWidth, keyWidth);
    if (index.trained > 0) {
        keys = at::cat({keys, in.trainedKey}, 0);
        values = at::cat({values, in.trainedValue}, 0);
    }
    const at::Tensor rows =
        at::where(index.source.lt(0), index.source.bitwise_not().add(index.rows), index.source);
    return {query, at::cat({keys, values}, 1).index_select(0, rows).to(narrow())};
}

void Ops::collect(const Collect& in, const AttentionIndex& index) const {
    const std::int64_t keyWidth = s_.keyWidth();
    if (kernels_) {
        kernels_->launch(Kernel::Collect, blocksFor(index.queries + index.rows + index.trained, kRows),
                         kRowThreads, data(in.dQuery), data(in.queryAngles.cosine), data(in.queryAngles.sine),
                         data(in.dQueryOut), static_cast<long long>(in.dQueryOut.stride(0)),
                         static_cast<int>(index.queries), data(in.dKey), data(in.dValue), data(index.first),
                         data(index.place), data(in.keyAngles.cosine), data(in.keyAngles.sine),
                         data(in.dKeyOut), static_cast<long long>(in.dKeyOut.stride(0)),
                         static_cast<int>(index.rows), data(in.dTrainedKey), data(in.dTrainedValue),
                         static_cast<int>(index.trained));
        return;
    }
    in.dQueryOut.copy_(turned(in.dQuery.to(at::kFloat), in.queryAngles, s_.headWidth, -1));
    const at::Tensor rows = rowOfPlace(index), places = index.place.narrow(0, 0, rows.size(0));
    const auto summed = [&](const at::Tensor& x) {
        const at::Tensor zeros =
            at::zeros({index.rows + index.trained, keyWidth}, x.options().dtype(at::kFloat));
        return zeros.index_add(0, rows, x.index_select(0, places).to(at::kFloat));
    };
    const at::Tensor keys = summed(in.dKey), values = summed(in.dValue);
    in.dKeyOut.narrow(1, 0, keyWidth)
        .copy_(turned(keys.narrow(0, 0, index.rows), in.keyAngles, s_.headWidth, -1));
    in.dKeyOut.narrow(1, keyWidth, keyWidth).copy_(values.narrow(0, 0, index.rows));
    if (index.trained == 0) return;
    in.dTrainedKey.copy_(keys.narrow(0, index.rows, index.trained));
    in.dTrainedValue.copy_(values.narrow(0, index.rows, index.trained));
}

at::Tensor activated(const at::Tensor& x, layers::ActivationKind kind) {
    switch (kind) {
        case layers::ActivationKind::Silu:
            return at::silu(x);
        case layers::ActivationKind::Gelu:
            return at::gelu(x, "none");
        case layers::ActivationKind::GeluTanh:
            return at::gelu(x, "tanh");
        case layers::ActivationKind::Relu:
            return at::relu(x);
    }
    return x;
}

at::Tensor slope(const at::Tensor& x, layers::ActivationKind kind) {
    switch (kind) {
        case layers::ActivationKind::Silu: {
            const at::Tensor s = at::sigmoid(x);
            return s.mul(x.mul(s.neg().add(1)).add(1));
        }
        case layers::ActivationKind::Gelu:
            return at::erf(x.mul(0.7071067811865476))
                .add(1)
                .mul(0.5)
                .add(x.mul(x.square().mul(-0.5).exp()).mul(0.3989422804014327));
        case layers::ActivationKind::GeluTanh: {
            const at::Tensor s =
                at::sigmoid(x.mul(x.square().mul(0.0713548162726009).add(1.5957691216057308)));
            return s.add(
                x.mul(s).mul(s.neg().add(1)).mul(x.square().mul(0.2140644488178027).add(1.5957691216057308)));
        }
        case layers::ActivationKind::Relu:
            return x.gt(0).to(x.scalar_type());
    }
    return x;
}

at::Tensor Ops::activate(const at::Tensor& inner, const at::Tensor& bias) const {
    const std::int64_t rows = inner.size(0), width = s_.feedForward;
    if (kernels_) {
        at::Tensor out = at::empty({rows, width}, inner.options());
        const long long jobs = rows * (width / kernels_->together());
        kernels_->launch(Kernel::Activate, (jobs + kThreads - 1) / kThreads, kThreads, data(inner),
                         data(bias), data(out), jobs);
        return out;
    }
    const at::Tensor x = orZero(bias, inner.to(at::kFloat));
    const at::Tensor gate = activated(x.narrow(1, 0, width), s_.activation);
    return (s_.gated ? gate.mul(x.narrow(1, width, width)) : gate).to(narrow());
}

void Ops::activateBack(at::Tensor& inner, const at::Tensor& bias, const at::Tensor& dOut) const {
    const std::int64_t rows = inner.size(0), width = s_.feedForward;
    if (kernels_) {
        const long long jobs = rows * (width / kernels_->together());
        kernels_->launch(Kernel::ActivateBack, (jobs + kThreads - 1) / kThreads, kThreads, data(inner),
                         data(bias), data(dOut), jobs);
        return;
    }
    const at::Tensor x = orZero(bias, inner.to(at::kFloat)), d = dOut.to(at::kFloat),
                     gate = x.narrow(1, 0, width);
    // x may be inner itself: both parts are made before either is written.
    at::Tensor dGate = d.mul(slope(gate, s_.activation)), dUp;
    if (s_.gated) {
        dUp = d.mul(activated(gate, s_.activation));
        dGate = dGate.mul(x.narrow(1, width, width));
        inner.narrow(1, width, width).copy_(dUp);
    }
    inner.narrow(1, 0, width).copy_(dGate);
}

void Ops::crossEntropy(const Loss& in) const {
    const std::int64_t rows = in.logits.size(0), columns = in.logits.size(1);
    if (kernels_ && !in.many && columns % 8 == 0) {
        kernels_->launch(Kernel::CrossEntropy, rows, kLossThreads, data(in.logits),
                         static_cast<long long>(in.logits.stride(0)), static_cast<int>(in.vocabulary),
                         data(in.bias), data(in.first), data(in.target), data(in.weight),
                         static_cast<float>(in.zLoss), static_cast<int>(in.gradient), data(in.loss),
                         data(in.logProb));
        return;
    }
    // `first` counts from the first chunk's first target; these rows' are a piece of all.
    const at::Tensor counts = in.first.slice(0, 1).sub(in.first.slice(0, 0, -1)).to(at::kLong);
    const at::Tensor rowOf = at::repeat_interleave(counts);
    in.loss.zero_();
    const std::int64_t targets = rowOf.size(0);
    if (targets == 0) {
        if (in.gradient) in.logits.zero_();
        return;
    }
    const std::int64_t begin = in.first[0].item<int>();
    const at::Tensor target = in.target.narrow(0, begin, targets).to(at::kLong),
                     weight = in.weight.narrow(0, begin, targets);
    const at::Tensor x = orZero(in.bias, in.logits.narrow(1, 0, in.vocabulary).to(at::kFloat));
    const at::Tensor logSum = x.logsumexp(1);
    const at::Tensor logProb =
        x.index_select(0, rowOf).gather(1, target.unsqueeze(1)).squeeze(1).sub(logSum.index_select(0, rowOf));
    in.logProb.narrow(0, begin, targets).copy_(logProb);
    const at::Tensor extra = logSum.square().mul(in.zLoss).index_select(0, rowOf);
    in.loss.index_add_(0, rowOf, weight.mul(extra.sub(logProb)));
    if (!in.gradient) return;
    const at::Tensor all = at::zeros_like(in.loss).index_add(0, rowOf, weight);
    at::Tensor gradient =
        x.sub(logSum.unsqueeze(1)).exp().mul(all.mul(logSum.mul(2 * in.zLoss).add(1)).unsqueeze(1));
    gradient.index_put_({rowOf, target}, weight.neg(), true);
    in.logits.zero_();
    in.logits.narrow(1, 0, in.vocabulary).copy_(gradient);
}

}  // namespace lathe::device
