// SPDX-License-Identifier: Apache-2.0
// Linear layers that begin where one wants them to. Private to the engine and the methods' modules.
#pragma once

#include <ATen/core/Tensor.h>

namespace lathe {

/// Changes a linear layer's `weight` [out, in] and `bias` [out] in place, as little as a least-squares fit
/// needs for it to make `wanted` [n, out] of `inputs` [n, in]; computed in float64.
void fitLinear(const at::Tensor& inputs, const at::Tensor& wanted, const at::Tensor& weight,
               const at::Tensor& bias);

}  // namespace lathe
