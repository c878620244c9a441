// SPDX-License-Identifier: Apache-2.0
// GGUF's quantised blocks to float32, in the order of operations of ggml's reference (bit for bit).
#pragma once

#include <cstddef>
#include <cstdint>

namespace lathe::quants {

void decodeQ4_0(const std::byte* in, std::int64_t blocks, float* out);
void decodeQ4_1(const std::byte* in, std::int64_t blocks, float* out);
void decodeQ5_0(const std::byte* in, std::int64_t blocks, float* out);
void decodeQ5_1(const std::byte* in, std::int64_t blocks, float* out);
void decodeQ8_0(const std::byte* in, std::int64_t blocks, float* out);
void decodeQ2K(const std::byte* in, std::int64_t blocks, float* out);
void decodeQ3K(const std::byte* in, std::int64_t blocks, float* out);
void decodeQ4K(const std::byte* in, std::int64_t blocks, float* out);
void decodeQ5K(const std::byte* in, std::int64_t blocks, float* out);
void decodeQ6K(const std::byte* in, std::int64_t blocks, float* out);

}  // namespace lathe::quants
