// SPDX-License-Identifier: Apache-2.0
// Reads a checkpoint's tensors by their Hugging Face names straight into the run's number format.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/engine/layers/product.h"
#include "core/library/library.h"

namespace lathe::layers {

class WeightReader {
  public:
    explicit WeightReader(const BackboneFiles& files) : files_(files) {}

    bool has(const std::string& name) const;
    /// A whole matrix; refuses another shape.
    Result<> matrix(const std::string& name, const Matrix& out) const;
    /// A vector as float32; refuses another length.
    Result<> vector(const std::string& name, float* out, std::int64_t length) const;
    /// True where query and key rows lie in GGUF's order for interleaved rotary pairs.
    bool interleaved() const { return files_.weights->isGguf(); }

  private:
    const StoredTensor* find(const std::string& name) const;
    Result<const StoredTensor*> expect(const std::string& name, std::int64_t elements) const;
    const BackboneFiles& files_;
};

/// Puts rows of interleaved rotary pairs (0, half, 1, half + 1, ... of each head, as GGUF has them) into
/// Hugging Face's order: both halves one after the other. `rowBytes` a row, `heads` heads of `headWidth`
/// rows.
void uninterleave(void* rows, std::int64_t heads, std::int64_t headWidth, std::int64_t rowBytes);

}  // namespace lathe::layers
