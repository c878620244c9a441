// SPDX-License-Identifier: Apache-2.0
#include "core/formats/convert.h"

#include <cstring>

namespace lathe {

std::uint16_t floatToHalf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = bits >> 16 & 0x8000U, magnitude = bits & 0x7FFFFFFFU;
    std::uint32_t half = 0;
    if (magnitude > 0x7F800000U) {
        half = 0x7E00U | (magnitude >> 13 & 0x3FFU);
    } else if (magnitude >= 0x477FF000U) {  // 65520 and more round to infinity
        half = 0x7C00U;
    } else if (magnitude >= 0x38800000U) {
        half = (magnitude - 0x38000000U + 0xFFFU + (magnitude >> 13 & 1U)) >> 13;
    } else {
        // Below 2^-14: adding 0.5 leaves the multiple of 2^-24 in the last bits, rounded by the addition
        // itself.
        half = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) + 0.5F) - 0x3F000000U;
    }
    return static_cast<std::uint16_t>(sign | half);
}

void storeFloats(const float* values, std::size_t count, Dtype dtype, void* out) {
    if (dtype == Dtype::Float32) {
        std::memcpy(out, values, count * sizeof(float));
        return;
    }
    auto* to = static_cast<std::uint16_t*>(out);
    if (dtype == Dtype::BFloat16)
        for (std::size_t i = 0; i < count; ++i) to[i] = floatToBfloat(values[i]);
    else
        for (std::size_t i = 0; i < count; ++i) to[i] = floatToHalf(values[i]);
}

}  // namespace lathe
