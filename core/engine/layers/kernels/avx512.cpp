// SPDX-License-Identifier: Apache-2.0
// AVX-512 (F, BW, VL, DQ).
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "core/engine/layers/kernels/tables.h"

#pragma GCC diagnostic ignored "-Wpsabi"
#pragma GCC target( \
    "avx512f,avx512bw,avx512vl,avx512dq,avx512cd,avx2,fma,bmi,bmi2,f16c,prefer-vector-width=512")
#define LATHE_LANES 16
#define LATHE_ROWS 6  // of a product's tile: what the registers hold
#define LATHE_COLUMNS 4

namespace lathe::layers {
namespace avx512 {
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
}  // namespace avx512

Kernels kernelsAvx512(Dtype dtype) {
    return dtype == Dtype::Float32 ? avx512::tableOf<float>("avx512")
                                   : avx512::tableOf<avx512::Half>("avx512");
}

}  // namespace lathe::layers
