// SPDX-License-Identifier: Apache-2.0
// The tables that kernelsFor() chooses from.
#pragma once

#include "core/engine/layers/kernels/kernels.h"

namespace lathe::layers {

/// Queries (times the heads of a group) that attention takes at a time.
constexpr Index kQueryTile = 48;

Kernels kernelsBase(Dtype dtype);
Kernels kernelsAvx2(Dtype dtype);
Kernels kernelsAvx512(Dtype dtype);
/// Of bfloat16.
Kernels kernelsAvx512Bf16();

}  // namespace lathe::layers
