// SPDX-License-Identifier: Apache-2.0
// A checkpoint's tensors, whatever file they lie in.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/spec/tensor.h"

namespace lathe {

struct StoredTensor {
    std::string name;
    std::vector<std::int64_t> shape;  ///< row-major, outermost first
    std::string stored;               ///< "F32", "BF16", "F16", "Q4_1", ...
    std::uint64_t bytes = 0;
};

class TensorSource {
  public:
    virtual ~TensorSource() = default;
    virtual const std::vector<StoredTensor>& tensors() const = 0;
    const StoredTensor* find(std::string_view name) const;
    /// Rows [first, first + count) of the outermost dimension, converted (and dequantised) to `dtype` into `out`.
    virtual Result<> readRows(std::string_view name, std::int64_t first, std::int64_t count, Dtype dtype, void* out) const = 0;
    Result<> read(std::string_view name, Dtype dtype, void* out) const;
    /// True where tensors carry GGUF names and GGUF's order of rotary rows.
    virtual bool isGguf() const { return false; }
};

}  // namespace lathe
