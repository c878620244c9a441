// SPDX-License-Identifier: Apache-2.0
// AVX-512 with bfloat16 products and conversions: the loops of bfloat16 alone.
#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "core/engine/layers/kernels/tables.h"

#pragma GCC diagnostic ignored "-Wpsabi"
#pragma GCC target( \
    "avx512f,avx512bw,avx512vl,avx512dq,avx512cd,avx512bf16,avx2,fma,bmi,bmi2,f16c,prefer-vector-width=512")
#define LATHE_LANES 16
#define LATHE_ROWS 6  // of a product's tile: what the registers hold
#define LATHE_COLUMNS 4
#define LATHE_BF16

namespace lathe::layers {
namespace avx512bf16 {
namespace {
// clang-format off: each needs those before it
#include "core/engine/layers/kernels/vector.inc"
#include "core/engine/layers/kernels/elementwise.inc"
#include "core/engine/layers/kernels/activations.inc"
#include "core/engine/layers/kernels/attention.inc"
#include "core/engine/layers/kernels/product.inc"
#include "core/engine/layers/kernels/attention_pairs.inc"
#include "core/engine/layers/kernels/few_rows.inc"
#include "core/engine/layers/kernels/table.inc"
// clang-format on
}  // namespace
}  // namespace avx512bf16

Kernels kernelsAvx512Bf16() {
    Kernels table = avx512bf16::tableOf<avx512bf16::Half>("avx512_bf16");
    table.attend = &avx512bf16::attendPairs;
    table.attendBack = &avx512bf16::attendPairsBack;
    table.fewRows = &avx512bf16::fewRows;
    return table;
}

}  // namespace lathe::layers
