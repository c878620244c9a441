// SPDX-License-Identifier: Apache-2.0
// The networks that compute p-tuning's slots while training (Liu et al. 2021).
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/base/result.h"
#include "core/methods/p_tuning/description_network.h"
#include "core/spec/tensor.h"

namespace lathe::p_tuning {

/// As PyTorch starts them: embeddings N(0, 1), the LSTM U(-1/sqrt(hidden), +), linear layers
/// U(-1/sqrt(inputs), +).
void startNetwork(TensorMap& parameters, const NetworkShape& shape, std::uint64_t seed);
/// The slots [slots, width]; `kept`: what dropout leaves between the LSTM's layers, empty where there is
/// none.
at::Tensor runNetwork(const NetworkShape& shape, const std::vector<at::Tensor>& parameters,
                      std::vector<float> kept);
/// Changes the last layer as little as a least-squares fit of `wanted` [slots, width] needs, the rest not at
/// all.
Result<> fitNetwork(const NetworkShape& shape, TensorMap& parameters, const HostTensor& wanted);

}  // namespace lathe::p_tuning
