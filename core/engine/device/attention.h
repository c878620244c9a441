// SPDX-License-Identifier: Apache-2.0
// Softmax attention over gathered keys, forward and back: the library's flash kernels over packed spans where
// they fit (CUDA, bfloat16, heads of a multiple of 8), else plain products over spans padded to one length.
// Private to the engine.
#pragma once

#include <ATen/core/Tensor.h>

#include "core/engine/device/index.h"
#include "core/engine/layers/stack_shape.h"

namespace lathe::device {

/// What forward keeps for the way back.
struct Attended {
    at::Tensor out;           ///< [queries, heads * head width] narrow
    at::Tensor logSum;        ///< flash alone
    at::Tensor seed, unused;  ///< flash alone: its own
};

class Attention {
  public:
    Attention(const layers::StackShape& shape, bool flash) : s_(shape), flash_(flash) {}

    bool flash() const { return flash_; }
    /// Whether the flash kernels take this shape on a device of this kind at all.
    static bool flashFits(const layers::StackShape& shape, const at::Device& device);

    /// `query` [queries, heads * head width]; `key` [gathered, 2 * kv width]: keys and values side by side.
    Attended forward(const at::Tensor& query, const at::Tensor& key, const AttentionIndex& index,
                     float scale) const;
    struct Back {
        at::Tensor dQuery, dKey, dValue;  ///< [queries, ...], [gathered, kv width]
    };
    Back backward(const at::Tensor& dOut, const at::Tensor& query, const at::Tensor& key,
                  const Attended& kept, const AttentionIndex& index, float scale) const;

  private:
    struct Products;
    const layers::StackShape& s_;
    bool flash_;
};

/// Fills padded.bias from T5's table [heads, 2 * reach + 1].
void makeBias(AttentionIndex& index, const at::Tensor& table);

}  // namespace lathe::device
