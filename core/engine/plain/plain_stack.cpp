// SPDX-License-Identifier: Apache-2.0
#include "core/engine/plain/plain_stack.h"

#include <ATen/ops/addmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/tensor.h>

namespace lathe::plain {
namespace {

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

at::Tensor normed(Leaves& leaves, const layers::NormWeights& weights, const at::Tensor& x, bool centred,
                  double epsilon) {
    const std::int64_t width = x.size(1);
    const at::Tensor weight = leaves.vector(weights.weight, width), bias = leaves.vector(weights.bias, width);
    if (centred) return at::layer_norm(x, {width}, weight, bias, epsilon);
    const at::Tensor scale = x.square().mean(-1, true).add(epsilon).rsqrt();
    const at::Tensor out = x.mul(scale).mul(weight);
    return bias.defined() ? out.add(bias) : out;
}

/// Cosine and sine of each token's pairs, [tokens, 1, pairs] each; undefined without rotary positions.
struct Angles {
    at::Tensor cosine, sine;
};

Angles anglesOf(const layers::StackShape& shape, const std::vector<std::int64_t>& positions) {
    if (shape.frequencies.empty()) return {};
    const auto pairs = static_cast<std::int64_t>(shape.frequencies.size());
    const at::Tensor angle = at::tensor(positions)
                                 .to(at::kFloat)
                                 .view({-1, 1, 1})
                                 .mul(at::tensor(shape.frequencies).view({1, 1, pairs}));
    return {angle.cos(), angle.sin()};
}

/// Turns the first columns of each head: the two halves of its pairs against each other.
at::Tensor rotated(const at::Tensor& x, const Angles& angles, std::int64_t headWidth) {
    if (!angles.cosine.defined()) return x;
    const at::Tensor heads = x.view({x.size(0), -1, headWidth});
    const std::int64_t pairs = angles.cosine.size(2);
    const at::Tensor a = heads.narrow(2, 0, pairs), b = heads.narrow(2, pairs, pairs);
    std::vector<at::Tensor> parts{a.mul(angles.cosine).sub(b.mul(angles.sine)),
                                  b.mul(angles.cosine).add(a.mul(angles.sine))};
    if (2 * pairs < headWidth) parts.push_back(heads.narrow(2, 2 * pairs, headWidth - 2 * pairs));
    return at::cat(parts, 2).view(x.sizes());
}

/// Trained rows of a layer in front of x.
at::Tensor behind(const at::Tensor& trained, std::int64_t layer, const at::Tensor& x) {
    return trained.defined() ? at::cat({trained.select(0, layer), x}, 0) : x;
}

struct Block {
    const StackInput& in;
    const layers::StackShape& shape;
    Angles angles;
    at::Tensor infixRows;  ///< of each token: its own row, or its slot's behind all tokens

    Heads heads(std::int64_t layer) const {
        return {shape.heads, shape.keyValueHeads, shape.headWidth, shape.scaleOf(layer)};
    }
    /// An infix's rows in place of the soft tokens' own.
    at::Tensor withInfix(const at::Tensor& own, const at::Tensor& trained, std::int64_t layer) const {
        if (!trained.defined()) return own;
        return at::cat({own, trained.select(0, layer)}, 0).index_select(0, infixRows);
    }

    at::Tensor self(const at::Tensor& x, std::int64_t number) const {
        const layers::StackLayer& layer = const_cast<layers::Stack&>(in.stack).layer(number);
        const std::int64_t queries = shape.queryWidth(), keys = shape.keyWidth();
        const at::Tensor all = linear(x, in.leaves.matrix(layer.attention),
                                      in.leaves.vector(layer.attentionBias, shape.attentionColumns()));
        const at::Tensor query = rotated(all.narrow(1, 0, queries).contiguous(), angles, shape.headWidth);
        at::Tensor key = rotated(all.narrow(1, queries, keys).contiguous(), angles, shape.headWidth);
        at::Tensor value = all.narrow(1, queries + keys, keys);
        key = behind(in.prefix.key, number, withInfix(key, in.infix.key, number));
        value = behind(in.prefix.value, number, withInfix(value, in.infix.value, number));
        at::Tensor bias;
        if (shape.biasReach > 0)
            bias = in.leaves.table(in.stack.biasTable(), {shape.heads, 2 * shape.biasReach + 1});
        return linear(attend(in.self, heads(number), query, key, value, bias), in.leaves.matrix(layer.output),
                      in.leaves.vector(layer.outputBias, shape.width));
    }

    at::Tensor cross(const at::Tensor& x, std::int64_t number) const {
        const layers::StackLayer& layer = const_cast<layers::Stack&>(in.stack).layer(number);
        const std::int64_t keys = shape.keyWidth();
        const at::Tensor query = linear(x, in.leaves.matrix(layer.crossQuery),
                                        in.leaves.vector(layer.crossQueryBias, shape.queryWidth()));
        const at::Tensor read = linear(in.encoded, in.leaves.matrix(layer.crossKeyValue),
                                       in.leaves.vector(layer.crossKeyValueBias, 2 * keys));
        const at::Tensor key = behind(in.crossPrefix.key, number, read.narrow(1, 0, keys)),
                         value = behind(in.crossPrefix.value, number, read.narrow(1, keys, keys));
        return linear(attend(in.cross, heads(number), query, key, value, {}),
                      in.leaves.matrix(layer.crossOutput),
                      in.leaves.vector(layer.crossOutputBias, shape.width));
    }

    at::Tensor inner(const at::Tensor& x, std::int64_t number) const {
        const layers::StackLayer& layer = const_cast<layers::Stack&>(in.stack).layer(number);
        at::Tensor values =
            linear(x, in.leaves.matrix(layer.inner), in.leaves.vector(layer.innerBias, shape.innerColumns()));
        if (shape.gated)
            values = activated(values.narrow(1, 0, shape.feedForward), shape.activation)
                         .mul(values.narrow(1, shape.feedForward, shape.feedForward));
        else
            values = activated(values, shape.activation);
        return linear(values, in.leaves.matrix(layer.down), in.leaves.vector(layer.downBias, shape.width));
    }
};

}  // namespace

at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    return bias.defined() ? at::addmm(bias, x, weight.t()) : at::matmul(x, weight.t());
}

at::Tensor forward(const StackInput& in) {
    auto& stack = const_cast<layers::Stack&>(in.stack);
    const layers::StackShape& shape = stack.shape();
    const layers::StackEnds& ends = stack.ends();
    Block block{in, shape, anglesOf(shape, in.positions), {}};
    if (in.infix.key.defined()) {
        std::vector<std::int64_t> rows;
        const auto tokens = static_cast<std::int64_t>(in.infixSlots.size());
        for (std::int64_t i = 0; i < tokens; ++i) {
            const std::int64_t slot = in.infixSlots[static_cast<std::size_t>(i)];
            rows.push_back(slot < 0 ? i : tokens + slot);
        }
        block.infixRows = at::tensor(rows);
    }
    at::Tensor stream = in.stream;
    if (ends.positions)
        stream = stream.add(in.leaves.table(ends.positions, {shape.positionRows, shape.width})
                                .index_select(0, at::tensor(in.positions).add(shape.positionOffset)));
    const auto norm = [&](const layers::NormWeights& weights, const at::Tensor& x) {
        return normed(in.leaves, weights, x, shape.centred, shape.epsilon);
    };
    if (shape.normAfter) stream = norm(ends.embeddingNorm, stream);
    const auto add = [&](const layers::NormWeights& weights, const auto& body) {
        if (shape.normAfter)
            stream = norm(weights, stream.add(body(stream)));
        else
            stream = stream.add(body(norm(weights, stream)));
    };
    for (std::int64_t number = 0; number < shape.layers; ++number) {
        const layers::StackLayer& layer = stack.layer(number);
        add(layer.attentionNorm, [&](const at::Tensor& x) { return block.self(x, number); });
        if (shape.encoderWidth > 0)
            add(layer.crossNorm, [&](const at::Tensor& x) { return block.cross(x, number); });
        add(layer.feedForwardNorm, [&](const at::Tensor& x) { return block.inner(x, number); });
    }
    return shape.normAfter ? stream : norm(ends.finalNorm, stream);
}

at::Tensor transform(const layers::Stack& stack, Leaves& leaves, const at::Tensor& hidden) {
    const layers::StackShape& shape = stack.shape();
    if (!shape.transform) return hidden;
    const layers::StackEnds& ends = const_cast<layers::Stack&>(stack).ends();
    const at::Tensor dense =
        linear(hidden, leaves.matrix(ends.dense), leaves.vector(ends.denseBias, shape.width));
    return normed(leaves, ends.denseNorm, activated(dense, shape.transformActivation), true, shape.epsilon);
}

}  // namespace lathe::plain
