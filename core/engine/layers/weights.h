// SPDX-License-Identifier: Apache-2.0
// Reads a checkpoint's tensors by their Hugging Face names, whatever the checkpoint calls them, straight into
// the run's number format.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>

#include "core/base/result.h"
#include "core/engine/layers/product.h"
#include "core/engine/layers/stack_shape.h"
#include "core/engine/layers/weight_log.h"
#include "core/library/tensor_match.h"

namespace lathe::layers {

class WeightReader {
  public:
    /// Refuses a checkpoint with a tensor that is missing, one too many or of another shape: the first is
    /// named.
    /// What is read is noted in `log`, where there is one.
    static Result<WeightReader> open(const BackboneFiles& files, WeightLog* log = nullptr);

    bool has(const std::string& name) const;
    /// A whole matrix; refuses another shape.
    Result<> matrix(const std::string& name, const Matrix& out) const;
    /// A matrix that is stored inputs by outputs, [columns, rows]; in GGUF it lies as others do.
    Result<> turned(const std::string& name, const Matrix& out) const;
    /// A vector or a table as float32; refuses another number of values.
    Result<> vector(const std::string& name, float* out, std::int64_t length) const;
    /// NAME.weight of each name below the one before, and NAME.bias where `bias` is not null; together they
    /// fill `out`.
    Result<> linears(std::initializer_list<std::string> names, const Matrix& out, float* bias) const;
    /// NAME.weight, and NAME.bias where the norm has one.
    Result<> norm(const std::string& name, const NormWeights& out, std::int64_t width) const;
    /// Whether the head is the embedding: where the checkpoint holds both, configured ones must be the same
    /// numbers.
    Result<bool> tied(const std::string& head, const std::string& embedding, bool configured) const;
    /// A tensor that was changed after it was read: memory = stored * scale + added (a row; empty: zeros).
    void changed(const std::string& name, float scale, std::vector<float> added = {}) const;

    bool isGguf() const { return files_->weights->isGguf(); }

  private:
    WeightReader(const BackboneFiles& files, WeightLog* log) : files_(&files), log_(log) {}
    Result<> whole(const std::string& name, const Matrix& out, bool turned) const;
    void note(const std::string& name, const Matrix& out, bool turned) const;
    Result<const StoredTensor*> expect(const std::string& name, std::int64_t elements) const;

    const BackboneFiles* files_;
    WeightLog* log_;
    TensorMatch match_;
};

/// Reads `count` parts at once, each by its number; the error is the first part's that failed.
Result<> readParts(std::int64_t count, const std::function<Result<>(std::int64_t part)>& read);

/// Puts rows of interleaved rotary pairs (0, half, 1, half + 1, ... of each head, as GGUF has them) into
/// Hugging Face's order: both halves one after the other. `rowBytes` a row, `heads` heads of `headWidth`
/// rows.
void uninterleave(void* rows, std::int64_t heads, std::int64_t headWidth, std::int64_t rowBytes);

}  // namespace lathe::layers
