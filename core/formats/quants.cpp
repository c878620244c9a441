// SPDX-License-Identifier: Apache-2.0
#include "core/formats/quants.h"

#include <cstring>

#include "core/formats/convert.h"

namespace lathe::quants {
namespace {

using Byte = std::uint8_t;

const Byte* bytesOf(const std::byte* in) {
    return reinterpret_cast<const Byte*>(in);
}

float halfAt(const Byte* at) {
    std::uint16_t half = 0;
    std::memcpy(&half, at, 2);
    return halfToFloat(half);
}

int low(Byte value) {
    return value & 0x0F;
}
int high(Byte value) {
    return value >> 4;
}

/// Scale and minimum k (0 to 7) of Q4_K and Q5_K: six bits each, packed into 12 bytes.
struct ScaleMin {
    float scale, minimum;
};
ScaleMin scaleMin(const Byte* packed, int k) {
    if (k < 4) return {static_cast<float>(packed[k] & 63), static_cast<float>(packed[k + 4] & 63)};
    return {static_cast<float>((packed[k + 4] & 0x0F) | (packed[k - 4] >> 6) << 4),
            static_cast<float>((packed[k + 4] >> 4) | (packed[k] >> 6) << 4)};
}

}  // namespace

void decodeQ4_0(const std::byte* in, std::int64_t blocks, float* out) {
    for (const Byte* block = bytesOf(in); blocks > 0; --blocks, block += 18, out += 32) {
        const float d = halfAt(block);
        for (int i = 0; i < 16; ++i) {
            out[i] = d * static_cast<float>(low(block[2 + i]) - 8);
            out[i + 16] = d * static_cast<float>(high(block[2 + i]) - 8);
        }
    }
}

void decodeQ4_1(const std::byte* in, std::int64_t blocks, float* out) {
    for (const Byte* block = bytesOf(in); blocks > 0; --blocks, block += 20, out += 32) {
        const float d = halfAt(block), m = halfAt(block + 2);
        for (int i = 0; i < 16; ++i) {
            out[i] = d * static_cast<float>(low(block[4 + i])) + m;
            out[i + 16] = d * static_cast<float>(high(block[4 + i])) + m;
        }
    }
}

void decodeQ5_0(const std::byte* in, std::int64_t blocks, float* out) {
    for (const Byte* block = bytesOf(in); blocks > 0; --blocks, block += 22, out += 32) {
        const float d = halfAt(block);
        std::uint32_t fifth = 0;
        std::memcpy(&fifth, block + 2, 4);
        for (int i = 0; i < 16; ++i) {
            const int bit = static_cast<int>(fifth >> i & 1U) << 4,
                      bit2 = static_cast<int>(fifth >> (i + 16) & 1U) << 4;
            out[i] = d * static_cast<float>((low(block[6 + i]) | bit) - 16);
            out[i + 16] = d * static_cast<float>((high(block[6 + i]) | bit2) - 16);
        }
    }
}

void decodeQ5_1(const std::byte* in, std::int64_t blocks, float* out) {
    for (const Byte* block = bytesOf(in); blocks > 0; --blocks, block += 24, out += 32) {
        const float d = halfAt(block), m = halfAt(block + 2);
        std::uint32_t fifth = 0;
        std::memcpy(&fifth, block + 4, 4);
        for (int i = 0; i < 16; ++i) {
            const int bit = static_cast<int>(fifth >> i & 1U) << 4,
                      bit2 = static_cast<int>(fifth >> (i + 16) & 1U) << 4;
            out[i] = d * static_cast<float>(low(block[8 + i]) | bit) + m;
            out[i + 16] = d * static_cast<float>(high(block[8 + i]) | bit2) + m;
        }
    }
}

void decodeQ8_0(const std::byte* in, std::int64_t blocks, float* out) {
    for (const Byte* block = bytesOf(in); blocks > 0; --blocks, block += 34, out += 32) {
        const float d = halfAt(block);
        for (int i = 0; i < 32; ++i) out[i] = static_cast<float>(static_cast<std::int8_t>(block[2 + i])) * d;
    }
}

// Q2_K: 16 scales (low half scale, high half minimum), 64 bytes of two-bit values, d, dmin.
void decodeQ2K(const std::byte* in, std::int64_t blocks, float* out) {
    for (const Byte* block = bytesOf(in); blocks > 0; --blocks, block += 84) {
        const Byte* q = block + 16;
        const float d = halfAt(block + 80), dmin = halfAt(block + 82);
        const Byte* scale = block;
        for (int half = 0; half < 2; ++half, q += 32)
            for (int shift = 0; shift < 8; shift += 2)
                for (int part = 0; part < 2; ++part, ++scale) {
                    const float dl = d * static_cast<float>(low(*scale)),
                                ml = dmin * static_cast<float>(high(*scale));
                    for (int i = 0; i < 16; ++i)
                        *out++ = dl * static_cast<float>(q[part * 16 + i] >> shift & 3) - ml;
                }
    }
}

// Q3_K: 32 bytes of high bits, 64 bytes of two-bit values, 16 scales of six bits in 12 bytes, d.
void decodeQ3K(const std::byte* in, std::int64_t blocks, float* out) {
    for (const Byte* block = bytesOf(in); blocks > 0; --blocks, block += 110) {
        const Byte* q = block + 32;
        const Byte* packed = block + 96;
        const float d = halfAt(block + 108);
        int index = 0;
        for (int half = 0; half < 2; ++half, q += 32)
            for (int pair = 0; pair < 4; ++pair)
                for (int part = 0; part < 2; ++part, ++index) {
                    const int four = index < 8 ? low(packed[index]) : high(packed[index - 8]);
                    const int two = packed[8 + index % 4] >> (index / 4 * 2) & 3;
                    const float dl = d * static_cast<float>((four | two << 4) - 32);
                    for (int i = 0; i < 16; ++i) {
                        const int bits = q[part * 16 + i] >> (2 * pair) & 3;
                        const int top = block[part * 16 + i] >> (half * 4 + pair) & 1;
                        *out++ = dl * static_cast<float>(bits - (top ? 0 : 4));
                    }
                }
    }
}

// Q4_K: d, dmin, 12 bytes of scales and minimums, 128 bytes of four-bit values.
void decodeQ4K(const std::byte* in, std::int64_t blocks, float* out) {
    for (const Byte* block = bytesOf(in); blocks > 0; --blocks, block += 144) {
        const float d = halfAt(block), dmin = halfAt(block + 2);
        const Byte* q = block + 16;
        for (int k = 0; k < 8; k += 2, q += 32, out += 64) {
            const ScaleMin first = scaleMin(block + 4, k), second = scaleMin(block + 4, k + 1);
            const float d1 = d * first.scale, m1 = dmin * first.minimum;
            const float d2 = d * second.scale, m2 = dmin * second.minimum;
            for (int i = 0; i < 32; ++i) {
                out[i] = d1 * static_cast<float>(low(q[i])) - m1;
                out[i + 32] = d2 * static_cast<float>(high(q[i])) - m2;
            }
        }
    }
}

// Q5_K: d, dmin, 12 bytes of scales and minimums, 32 bytes of high bits, 128 bytes of four-bit values.
void decodeQ5K(const std::byte* in, std::int64_t blocks, float* out) {
    for (const Byte* block = bytesOf(in); blocks > 0; --blocks, block += 176) {
        const float d = halfAt(block), dmin = halfAt(block + 2);
        const Byte* top = block + 16;
        const Byte* q = block + 48;
        for (int k = 0; k < 8; k += 2, q += 32, out += 64) {
            const ScaleMin first = scaleMin(block + 4, k), second = scaleMin(block + 4, k + 1);
            const float d1 = d * first.scale, m1 = dmin * first.minimum;
            const float d2 = d * second.scale, m2 = dmin * second.minimum;
            for (int i = 0; i < 32; ++i) {
                out[i] = d1 * static_cast<float>(low(q[i]) | (top[i] >> k & 1) << 4) - m1;
                out[i + 32] = d2 * static_cast<float>(high(q[i]) | (top[i] >> (k + 1) & 1) << 4) - m2;
            }
        }
    }
}

// Q6_K: 128 bytes of low halves, 64 bytes of high pairs, 16 signed scales, d.
void decodeQ6K(const std::byte* in, std::int64_t blocks, float* out) {
    for (const Byte* block = bytesOf(in); blocks > 0; --blocks, block += 210) {
        const Byte* lows = block;
        const Byte* highs = block + 128;
        const float d = halfAt(block + 208);
        float scales[16];
        for (int k = 0; k < 16; ++k)
            scales[k] = d * static_cast<float>(static_cast<std::int8_t>(block[192 + k]));
        for (int half = 0; half < 2; ++half, lows += 64, highs += 32, out += 128)
            for (int i = 0; i < 32; ++i) {
                const float* scale = scales + half * 8 + i / 16;
                out[i] = scale[0] * static_cast<float>((low(lows[i]) | (highs[i] & 3) << 4) - 32);
                out[i + 32] =
                    scale[2] * static_cast<float>((low(lows[i + 32]) | (highs[i] >> 2 & 3) << 4) - 32);
                out[i + 64] = scale[4] * static_cast<float>((high(lows[i]) | (highs[i] >> 4 & 3) << 4) - 32);
                out[i + 96] =
                    scale[6] * static_cast<float>((high(lows[i + 32]) | (highs[i] >> 6 & 3) << 4) - 32);
            }
    }
}

}  // namespace lathe::quants
