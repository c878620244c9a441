// SPDX-License-Identifier: Apache-2.0
// The frozen matrices and their products, by LibTorch's own calls into buffers that are kept.
#pragma once

#include <cstdint>

#include "core/engine/profile.h"
#include "core/spec/tensor.h"

namespace lathe::layers {

/// A frozen matrix [rows, columns] as checkpoints hold it: outputs by inputs.
struct Matrix {
    void* data = nullptr;
    std::int64_t rows = 0, columns = 0;
    Dtype dtype = Dtype::Float32;

    std::int64_t elementBytes() const { return dtype == Dtype::Float32 ? 4 : 2; }
    std::int64_t bytes() const { return rows * columns * elementBytes(); }
    void* row(std::int64_t r) const { return static_cast<char*>(data) + r * columns * elementBytes(); }
    /// Rows [first, first + count), in place.
    Matrix part(std::int64_t first, std::int64_t count) const { return {row(first), count, columns, dtype}; }
};

/// Rows that a product of `count` rows runs over: LibTorch keeps a primitive for each number of rows it has
/// met, so they are few. What the rows behind `count` hold does not matter, but both buffers need room for
/// them.
constexpr std::int64_t productRows(std::int64_t count) {
    return (count + 15) / 16 * 16;
}

/// out [count, rows] = in [count, columns] w^T, all in w's dtype; over productRows(count).
void project(const Matrix& w, const void* in, std::int64_t count, void* out, Profile* profile = nullptr,
             StepPart part = StepPart::Products);
/// The same, where few rows may be by our own loops: a row's bits then do not depend on those beside it.
void projectFew(const Matrix& w, const void* in, std::int64_t count, void* out, Profile* profile = nullptr,
                StepPart part = StepPart::Products);
/// dIn [count, columns] = dOut [count, rows] w.
void projectBack(const Matrix& w, const void* dOut, std::int64_t count, void* dIn, Profile* profile = nullptr,
                 StepPart part = StepPart::Products);

/// out [count][rows, columns] = a [count][rows, depth] times b [count][columns, depth] turned: many small
/// products at once.
void projectMany(const void* a, const void* b, void* out, std::int64_t count, std::int64_t rows,
                 std::int64_t depth, std::int64_t columns, Dtype dtype);

}  // namespace lathe::layers
