// SPDX-License-Identifier: Apache-2.0
// float32 to and from the two 16-bit formats; rounding is to nearest even, NaN stays NaN.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/spec/tensor.h"

namespace lathe {

/// Bytes of one number.
constexpr std::size_t dtypeBytes(Dtype dtype) {
    return dtype == Dtype::Float32 ? 4 : 2;
}

/// IEEE binary16 to float32, exact (no branches: denormals come out of a float subtraction).
inline float halfToFloat(std::uint16_t half) {
    const std::uint32_t magnitude = half & 0x7FFFU, sign = (half & 0x8000U) << 16;
    const std::uint32_t small = std::bit_cast<std::uint32_t>(
        std::bit_cast<float>((magnitude & 0x3FFU) << 13 | 0x38800000U) - std::bit_cast<float>(0x38800000U));
    const std::uint32_t normal = (magnitude << 13) + 0x38000000U;
    const std::uint32_t large = (magnitude << 13) | 0x7F800000U;
    const std::uint32_t bits = magnitude < 0x0400U ? small : magnitude < 0x7C00U ? normal : large;
    return std::bit_cast<float>(bits | sign);
}

inline float bfloatToFloat(std::uint16_t value) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16);
}

inline std::uint16_t floatToBfloat(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t rounded = (bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16;
    const bool nan = (bits & 0x7FFFFFFFU) > 0x7F800000U;
    return static_cast<std::uint16_t>(nan ? (bits >> 16 | 0x40U) : rounded);
}

std::uint16_t floatToHalf(float value);

/// `count` numbers as `dtype` into `out`.
void storeFloats(const float* values, std::size_t count, Dtype dtype, void* out);

}  // namespace lathe
