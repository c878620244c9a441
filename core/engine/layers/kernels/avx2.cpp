// SPDX-License-Identifier: Apache-2.0
// AVX2 with FMA.
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "core/engine/layers/kernels/tables.h"

#pragma GCC diagnostic ignored "-Wpsabi"
#pragma GCC target("avx2,fma,bmi,bmi2,f16c")
#define LATHE_LANES 8
#define LATHE_ROWS 6  // of a product's tile: what the registers hold
#define LATHE_COLUMNS 2

namespace lathe::layers {
namespace avx2 {
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
}  // namespace avx2

Kernels kernelsAvx2(Dtype dtype) {
    return dtype == Dtype::Float32 ? avx2::tableOf<float>("avx2") : avx2::tableOf<avx2::Half>("avx2");
}

}  // namespace lathe::layers
