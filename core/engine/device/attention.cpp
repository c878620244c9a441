// SPDX-License-Identifier: Apache-2.0
#include "core/engine/device/attention.h"

#include <ATen/Context.h>
#include <ATen/ops/_flash_attention_backward.h>
#include <ATen/ops/_flash_attention_forward.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>

#include <tuple>

namespace lathe::device {

namespace {

/// The flash kernel's way back adds up in a fixed order while this lives.
class FixedOrder {
  public:
    FixedOrder() : before_(at::globalContext().deterministicAlgorithms()) {
        at::globalContext().setDeterministicAlgorithms(true, false);
    }
    ~FixedOrder() { at::globalContext().setDeterministicAlgorithms(before_, false); }
    FixedOrder(const FixedOrder&) = delete;
    FixedOrder& operator=(const FixedOrder&) = delete;

  private:
    bool before_;
};

}  // namespace

bool Attention::flashFits(const layers::StackShape& s, const at::Device& device) {
    return device.is_cuda() && s.dtype == Dtype::BFloat16 && s.headWidth % 8 == 0 && s.headWidth <= 256 &&
           s.biasReach == 0;
}

void makeBias(AttentionIndex& index, const at::Tensor& table) {
    PaddedSpans& p = index.padded;
    if (!p.distance.defined()) return;
    p.bias = table.index_select(1, p.distance)
                 .view({table.size(0), p.spans, p.queries, p.keys})
                 .transpose(0, 1)
                 .mul(p.near);
}

/// Attention as products, in float32.
struct Attention::Products {
    const layers::StackShape& s;
    const PaddedSpans& p;
    float scale;

    /// [spans, heads, queries, head width].
    at::Tensor queries(const at::Tensor& x) const {
        return x.index_select(0, p.queryRows)
            .view({p.spans, p.queries, s.heads, s.headWidth})
            .transpose(1, 2)
            .to(at::kFloat);
    }
    /// Column block `which` (keys 0, values 1) as [spans, heads, keys, head width].
    at::Tensor keys(const at::Tensor& key, std::int64_t which) const {
        const at::Tensor rows = key.narrow(1, which * s.keyWidth(), s.keyWidth()).index_select(0, p.keyRows);
        return rows.view({p.spans, p.keys, s.keyValueHeads, s.headWidth})
            .transpose(1, 2)
            .to(at::kFloat)
            .repeat_interleave(s.heads / s.keyValueHeads, 1);
    }
    at::Tensor shares(const at::Tensor& q, const at::Tensor& k) const {
        at::Tensor scores = at::matmul(q, k.transpose(2, 3)).mul(scale).add(p.hidden);
        if (p.bias.defined()) scores = scores.add(p.bias);
        return at::softmax(scores, -1);
    }
    at::Tensor rows(const at::Tensor& x, const at::Tensor& place, at::ScalarType type) const {
        const at::Tensor flat = x.transpose(1, 2).reshape({x.size(0) * x.size(2), x.size(1) * x.size(3)});
        return flat.index_select(0, place).to(type);
    }
    /// Sums over the query heads that share a key's.
    at::Tensor shared(const at::Tensor& x) const {
        return x.view({p.spans, s.keyValueHeads, s.heads / s.keyValueHeads, p.keys, s.headWidth}).sum(2);
    }
};

Attended Attention::forward(const at::Tensor& query, const at::Tensor& key, const AttentionIndex& index,
                            float scale) const {
    const std::int64_t keyWidth = s_.keyWidth();
    if (flash_) {
        const auto heads = [&](const at::Tensor& x, std::int64_t count) {
            return x.unflatten(1, {count, s_.headWidth});
        };
        auto [out, logSum, seed, unused, mask] = at::_flash_attention_forward(
            heads(query, s_.heads), heads(key.narrow(1, 0, keyWidth), s_.keyValueHeads),
            heads(key.narrow(1, keyWidth, keyWidth), s_.keyValueHeads), index.queryEnds, index.keyEnds,
            index.mostQueries, index.mostKeys, 0.0, index.causal, false, static_cast<double>(scale));
        return {out.flatten(1), logSum, seed, unused};
    }
    const Products products{s_, index.padded, scale};
    const at::Tensor shares = products.shares(products.queries(query), products.keys(key, 0));
    return {products.rows(at::matmul(shares, products.keys(key, 1)), index.padded.queryPlace,
                          query.scalar_type()),
            {},
            {},
            {}};
}

Attention::Back Attention::backward(const at::Tensor& dOut, const at::Tensor& query, const at::Tensor& key,
                                    const Attended& kept, const AttentionIndex& index, float scale) const {
    const std::int64_t keyWidth = s_.keyWidth();
    if (flash_) {
        const auto heads = [&](const at::Tensor& x, std::int64_t count) {
            return x.unflatten(1, {count, s_.headWidth});
        };
        const FixedOrder fixed;
        auto [dQuery, dKey, dValue] = at::_flash_attention_backward(
            heads(dOut, s_.heads), heads(query, s_.heads),
            heads(key.narrow(1, 0, keyWidth), s_.keyValueHeads),
            heads(key.narrow(1, keyWidth, keyWidth), s_.keyValueHeads), heads(kept.out, s_.heads),
            kept.logSum, index.queryEnds, index.keyEnds, index.mostQueries, index.mostKeys, 0.0, index.causal,
            kept.seed, kept.unused, static_cast<double>(scale));
        return {dQuery.contiguous().flatten(1), dKey.contiguous().flatten(1), dValue.contiguous().flatten(1)};
    }
    const Products products{s_, index.padded, scale};
    const at::Tensor q = products.queries(query), k = products.keys(key, 0), v = products.keys(key, 1);
    const at::Tensor shares = products.shares(q, k);
    const at::Tensor d = products.queries(dOut).mul(index.padded.real);
    const at::Tensor dShares = at::matmul(d, v.transpose(2, 3));
    const at::Tensor dScores = shares.mul(dShares.sub(dShares.mul(shares).sum(-1, true))).mul(scale);
    const auto type = query.scalar_type();
    const PaddedSpans& p = index.padded;
    return {products.rows(at::matmul(dScores, k), p.queryPlace, type),
            products.rows(products.shared(at::matmul(dScores.transpose(2, 3), q)), p.keyPlace, type),
            products.rows(products.shared(at::matmul(shares.transpose(2, 3), d)), p.keyPlace, type)};
}

}  // namespace lathe::device
