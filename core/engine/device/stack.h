// SPDX-License-Identifier: Apache-2.0
// A frozen stack on a device: the formulas of core/engine/layers/stack_forward.cpp and stack_backward.cpp
// over tensors, with nothing of autograd. Private to the engine.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/engine/device/attention.h"
#include "core/engine/device/index.h"
#include "core/engine/device/model.h"

namespace lathe::device {

/// Trained keys and values, [layers, tokens, kv width] each, and their gradients; undefined: none.
struct TrainedTensors {
    at::Tensor key, value, dKey, dValue;
    at::Tensor at(const at::Tensor& all, std::int64_t layer) const {
        return all.defined() ? all[layer] : all;
    }
};

/// One batch in a stack.
struct StackBatch {
    bool keep = false, recompute = false;  ///< recompute: the inner values are not kept
    at::Tensor stream;                     ///< [tokens, width]: input embeddings; changed
    TrainedTensors trained, cross;         ///< gradients are filled where they are defined
    at::Tensor encoded;                    ///< [encoded, encoder width] narrow
    at::Tensor hidden;                     ///< [outputs, width] narrow: what the head takes
    // The way back.
    at::Tensor dHidden;
    at::Tensor dEncoded;      ///< [encoded, encoder width] float32, added to; undefined: not wanted
    at::Tensor softGradient;  ///< [soft rows, width]

    struct Layer {
        at::Tensor query, key, crossQuery, crossKey, inner;
        Attended attended, crossAttended;
    };
    std::vector<Layer> layers;
    std::vector<KeptTensors> norms;
    Angles angles, outputAngles;
    at::Tensor dense;  ///< the transform's inner values
    KeptTensors denseNorm;
};

class DeviceStack {
  public:
    DeviceStack(const StackTensors& tensors, const Kernels* kernels, bool flash)
        : t_(tensors), s_(tensors.shape), ops_(s_, kernels), attention_(s_, flash) {}

    const Ops& ops() const { return ops_; }
    const StackTensors& tensors() const { return t_; }
    bool flash() const { return attention_.flash(); }
    const Attention& attention() const { return attention_; }

    void forward(const StackIndex& index, StackBatch& batch) const;
    /// Lets go of what was kept as it goes.
    void backward(const StackIndex& index, StackBatch& batch) const;

  private:
    at::Tensor selfForward(const StackIndex& index, StackBatch& b, std::int64_t number,
                           const at::Tensor& x) const;
    at::Tensor crossForward(const StackIndex& index, StackBatch& b, std::int64_t number,
                            const at::Tensor& x) const;
    at::Tensor crossBackward(const StackIndex& index, StackBatch& b, std::int64_t number,
                             const at::Tensor& d) const;
    /// The gradient of the block's input; undefined where nothing below is wanted.
    at::Tensor selfBackward(const StackIndex& index, StackBatch& b, std::int64_t number, const at::Tensor& d,
                            at::Tensor& dx) const;
    at::Tensor norm(std::size_t j, at::Tensor& stream, const at::Tensor& add, const at::Tensor& bias,
                    StackBatch& b) const;
    at::Tensor transformed(StackBatch& b, const at::Tensor& x) const;
    at::Tensor transformBack(StackBatch& b) const;
    /// A block's inner values once more, from what its norm, number j, kept.
    at::Tensor innerAgain(const StackBatch& b, std::int64_t number, std::size_t j) const;

    const StackTensors& t_;
    const layers::StackShape& s_;
    Ops ops_;
    Attention attention_;
};

/// x w^T, and d w: the products of a frozen matrix and of its way back.
at::Tensor product(const at::Tensor& x, const at::Tensor& w);
at::Tensor productBack(const at::Tensor& d, const at::Tensor& w);

}  // namespace lathe::device
