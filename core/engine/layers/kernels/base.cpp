// SPDX-License-Identifier: Apache-2.0
// For any x86-64 (and any other machine).
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "core/engine/layers/kernels/tables.h"

#pragma GCC diagnostic ignored "-Wpsabi"

#define LATHE_LANES 4
#define LATHE_ROWS 4  // of a product's tile: what the registers hold
#define LATHE_COLUMNS 2

namespace lathe::layers {
namespace base {
namespace {
// clang-format off: each needs those before it
#include "core/engine/layers/kernels/vector.inc"
#include "core/engine/layers/kernels/elementwise.inc"
#include "core/engine/layers/kernels/activations.inc"
#include "core/engine/layers/kernels/attention.inc"
#include "core/engine/layers/kernels/product.inc"
#include "core/engine/layers/kernels/table.inc"
// clang-format on
}  // namespace
}  // namespace base

Kernels kernelsBase(Dtype dtype) {
    return dtype == Dtype::Float32 ? base::tableOf<float>("base") : base::tableOf<base::Half>("base");
}

}  // namespace lathe::layers
