// SPDX-License-Identifier: Apache-2.0
// Number formats as checkpoints store them: plain ones, and GGUF's blocks of quantised weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/spec/tensor.h"

namespace lathe {

/// A format whose numbers come in blocks of `elements` that take `bytes`; plain formats have blocks of one.
struct StoredType {
    std::string_view name;
    std::int64_t elements = 1;
    std::int64_t bytes = 0;
    /// `blocks` blocks from `in` (no alignment needed) as float32 into `out`.
    void (*decode)(const std::byte* in, std::int64_t blocks, float* out) = nullptr;
};

/// By GGUF's number (ggml_type); null where this program does not read it.
const StoredType* ggmlType(std::uint32_t number);
/// GGUF's name of a type that is not read ("IQ4_NL"), or "type N".
std::string_view ggmlTypeName(std::uint32_t number);
/// By safetensors' name ("F32", "BF16", "I64"); null where this program does not read it.
const StoredType* safetensorsType(std::string_view name);

/// `count` numbers of `type` at `data`, converted to `dtype` into `out`; a copy where the formats agree.
/// `count` is a multiple of the block.
void convertStored(const StoredType& type, const std::byte* data, std::int64_t count, Dtype dtype, void* out);

}  // namespace lathe
