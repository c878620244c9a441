// SPDX-License-Identifier: Apache-2.0
// A frozen model's weights as LibTorch's tensors over the same memory; those that are trained are autograd's
// leaves. Private to core/engine/plain.
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <vector>

#include "core/engine/layers/product.h"
#include "core/engine/layers/weight_log.h"
#include "core/spec/tensor.h"

namespace lathe::plain {

class Leaves {
  public:
    /// `trained`: the places whose memory wants a gradient.
    explicit Leaves(std::vector<const layers::WeightPlace*> trained) : trained_(std::move(trained)) {}

    /// [rows, columns] in float32.
    at::Tensor matrix(const layers::Matrix& matrix);
    /// [count]; undefined for null.
    at::Tensor vector(const float* data, std::int64_t count);
    /// Any shape of float32 memory.
    at::Tensor table(const float* data, std::vector<std::int64_t> shape);
    /// A host tensor, with a gradient where `trained`.
    static at::Tensor host(const HostTensor& tensor, bool trained);
    /// After backward(): the gradient of a trained place; zeros where nothing depends on it.
    HostTensor gradient(const layers::WeightPlace& place) const;

  private:
    at::Tensor at(const void* data, std::vector<std::int64_t> shape, Dtype dtype);

    std::vector<const layers::WeightPlace*> trained_;
    std::map<const char*, at::Tensor> known_;  ///< by the first byte
};

/// The gradient of a leaf as host values under a name; zeros where it has none.
HostTensor gradientOf(const at::Tensor& leaf, const HostTensor& like);

}  // namespace lathe::plain
