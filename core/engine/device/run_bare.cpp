// SPDX-License-Identifier: Apache-2.0
// The products that a step over this batch cannot avoid, over noise: what bench holds a step against.
#include <ATen/ops/randn.h>

#include <algorithm>

#include "core/engine/device/run.h"

namespace lathe::device {

namespace {

/// Matrices of any size cut from one piece of noise.
class Noise {
  public:
    explicit Noise(const at::Tensor& all) : all_(all) {}
    at::Tensor of(std::int64_t rows, std::int64_t columns) const {
        return all_.narrow(0, 0, rows * columns).view({rows, columns});
    }

  private:
    const at::Tensor& all_;
};

}  // namespace

void Run::makeNoise() {
    const auto largest = [&](const DeviceStack& stack, const StackIndex& index) {
        const layers::StackShape& s = stack.tensors().shape;
        const std::int64_t rows =
            std::max({index.tokens, index.encoded, index.self.gathered, index.cross.gathered});
        return rows * std::max({s.width, s.attentionColumns(), s.innerColumns(), s.encoderWidth});
    };
    std::int64_t most = std::max(largest(places_.main, main), rowsAtATime() * places_.head.matrix.size(0));
    if (places_.encoder) most = std::max(most, largest(*places_.encoder, encoder));
    noise_ = at::randn({most}, places_.head.matrix.options()).mul_(0.1);
}

void Run::bareStack(const DeviceStack& stack, const StackIndex& index, bool plain, bool back, bool prefix,
                    bool encoded) {
    const layers::StackShape& s = stack.tensors().shape;
    const Noise noise(noise_);
    const std::int64_t queryWidth = s.queryWidth(), keyColumns = 2 * s.keyWidth();
    const bool cross = s.encoderWidth > 0;
    const auto narrowed = [&](std::int64_t number) {
        return (!plain || s.layers == 1) && number + 1 == s.layers && !index.whole;
    };
    const auto attend = [&](const AttentionIndex& attention, bool forward) {
        const at::Tensor query = noise.of(attention.queries, queryWidth),
                         key = noise.of(attention.gathered, keyColumns);
        if (forward)
            attended_ = stack.attention().forward(query, key, attention, s.scaleOf(0));
        else
            stack.attention().backward(query, query, key, attended_, attention, s.scaleOf(0));
    };
    // Kept for the way back: one layer's of each form serves all.
    Attended self, last, other;
    for (std::int64_t number = 0; number < s.layers; ++number) {
        const LayerTensors& w = stack.tensors().layers[static_cast<std::size_t>(number)];
        const bool few = narrowed(number), early = few && index.early;
        const std::int64_t rows = few ? index.outputs : index.tokens;
        if (early) {
            product(noise.of(index.tokens, s.width), w.attention.narrow(0, queryWidth, keyColumns));
            product(noise.of(rows, s.width), w.attention.narrow(0, 0, queryWidth));
        } else {
            product(noise.of(index.tokens, s.width), w.attention);
        }
        attend(early ? index.lastSelf : index.self, true);
        (early ? last : self) = attended_;
        product(noise.of(rows, queryWidth), w.output);
        if (cross) {
            product(noise.of(rows, s.width), w.crossQuery);
            product(noise.of(index.encoded, s.encoderWidth), w.crossKeyValue);
            attend(few ? index.lastCross : index.cross, true);
            if (!few) other = attended_;
            product(noise.of(rows, queryWidth), w.crossOutput);
        }
        product(noise.of(rows, s.width), w.inner);
        product(noise.of(rows, s.feedForward), w.down);
    }
    if (!back) return;
    for (std::int64_t number = s.layers - 1; number >= 0; --number) {
        const LayerTensors& w = stack.tensors().layers[static_cast<std::size_t>(number)];
        const bool few = narrowed(number), early = few && index.early;
        const std::int64_t rows = few ? index.outputs : index.tokens;
        productBack(noise.of(rows, s.width), w.down);
        productBack(noise.of(rows, s.innerColumns()), w.inner);
        if (cross) {
            productBack(noise.of(rows, s.width), w.crossOutput);
            if (!few) {
                attended_ = other;
                attend(index.cross, false);
            }
            if (encoded) productBack(noise.of(index.encoded, keyColumns), w.crossKeyValue);
            productBack(noise.of(rows, queryWidth), w.crossQuery);
        }
        if (number == 0 && index.soft == 0 && !prefix) return;
        productBack(noise.of(rows, s.width), w.output);
        attended_ = early ? last : self;
        attend(early ? index.lastSelf : index.self, false);
        if (early) {
            productBack(noise.of(index.tokens, keyColumns), w.attention.narrow(0, queryWidth, keyColumns));
            productBack(noise.of(rows, queryWidth), w.attention.narrow(0, 0, queryWidth));
        } else if (number > 0) {
            productBack(noise.of(index.tokens, s.attentionColumns()), w.attention);
        } else if (index.soft > 0) {
            productBack(noise.of(plain ? index.tokens : index.soft, s.attentionColumns()), w.attention);
        }
    }
}

void Run::bareProducts(bool plain) {
    if (places_.encoder)
        bareStack(*places_.encoder, encoder, plain, encoderBack_, encoderSelf_.rows > 0, false);
    bareStack(places_.main, main, plain, gradient_, self_.rows > 0, encoderBack_);
    const at::Tensor& head = places_.head.matrix;
    const Noise noise(noise_);
    for (std::int64_t first = 0; first < main.outputs; first += rowsAtATime()) {
        const std::int64_t count = std::min(rowsAtATime(), main.outputs - first);
        product(noise.of(count, head.size(1)), head);
        if (gradient_) productBack(noise.of(count, head.size(0)), head);
    }
}

}  // namespace lathe::device
