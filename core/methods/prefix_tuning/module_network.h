// SPDX-License-Identifier: Apache-2.0
// The networks that compute a prefix while training (Li and Liang 2021, section 4.3).
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/base/result.h"
#include "core/methods/prefix_tuning/description_shape.h"
#include "core/spec/tensor.h"

namespace lathe::prefix_tuning {

/// As PyTorch starts them: embeddings N(0, 1), linear layers U(-1/sqrt(inputs), +).
void startNetwork(TensorMap& parameters, std::uint64_t seed);
/// The computed tensors' numbers end to end, in the order of computedTensors().
at::Tensor runNetwork(const PrefixShape& shape, const std::vector<at::Tensor>& parameters);
/// Changes the last layers as little as a least-squares fit of `wanted` (computed tensors) needs, the rest
/// not at all; returns how far the result stays from it, as a share of its size.
Result<double> fitNetwork(const PrefixShape& shape, TensorMap& parameters, const TensorMap& wanted);

}  // namespace lathe::prefix_tuning
