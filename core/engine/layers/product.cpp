// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/product.h"

#include <ATen/ops/bmm.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mm.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

#include "core/engine/layers/kernels/kernels.h"
#include "core/engine/parallel/parallel.h"

namespace lathe::layers {

namespace {

at::Tensor view(const void* data, std::int64_t rows, std::int64_t columns, Dtype dtype) {
    return at::from_blob(const_cast<void*>(data), {rows, columns},
                         dtype == Dtype::Float32 ? at::kFloat : at::kBFloat16);
}

struct FreeAligned {
    void operator()(float* at) const { std::free(at); }
};

/// A large float32 product by our own loops, where they are faster: b is `w`, as it lies or turned.
bool ownProduct(const Matrix& w, const void* in, std::int64_t count, void* out, bool turned) {
    constexpr std::int64_t kFew = 32;
    if (w.dtype != Dtype::Float32 || count < kFew || !ownProductsWin()) return false;
    const Product p{.a = static_cast<const float*>(in),
                    .b = static_cast<const float*>(w.data),
                    .out = static_cast<float*>(out),
                    .columns = turned ? w.rows : w.columns,
                    .depth = turned ? w.columns : w.rows,
                    .turned = turned};
    const auto& kernels = kernelsFor(Dtype::Float32);
    const std::int64_t panels = (p.columns + kProductColumns - 1) / kProductColumns;
    const std::int64_t blocks = (count + kProductRows - 1) / kProductRows;
    const std::int64_t rows = (count + blocks - 1) / blocks;
    const auto scratch = std::unique_ptr<float[], FreeAligned>(static_cast<float*>(
        std::aligned_alloc(64, static_cast<std::size_t>(kProductScratch * threadCount()) * sizeof(float))));
    if (!scratch) throw std::bad_alloc();
    parallelTasks(panels * blocks, [&](std::int64_t task, std::int64_t thread) {
        const std::int64_t first = task / panels * rows;
        kernels.product(p, task % panels * kProductColumns, first, std::min(count, first + rows),
                        scratch.get() + thread * kProductScratch);
    });
    return true;
}

}  // namespace

void project(const Matrix& w, const void* in, std::int64_t count, void* out, Profile* profile,
             StepPart part) {
    if (count == 0) return;
    const Timed timed(profile, part);
    if (ownProduct(w, in, count, out, true)) return;
    const std::int64_t all = productRows(count);
    at::Tensor to = view(out, all, w.rows, w.dtype);
    at::mm_out(to, view(in, all, w.columns, w.dtype), view(w.data, w.rows, w.columns, w.dtype).t());
}

void projectFew(const Matrix& w, const void* in, std::int64_t count, void* out, Profile* profile,
                StepPart part) {
    const Kernels& kernels = kernelsFor(w.dtype);
    if (!kernels.fewRows || count == 0 || count > kFewRows) return project(w, in, count, out, profile, part);
    const Timed timed(profile, part);
    // Whole stretches, so that what is fetched ahead is used; of a large matrix more than there are threads,
    // so that a core that is slower for a while holds up no other.
    constexpr std::int64_t kLarge = 2048;
    const std::int64_t threads = threadCount();
    const std::int64_t even = (w.rows + threads - 1) / threads;
    const std::int64_t piece = (std::min(even, std::max(kLarge, even / 8)) + 15) / 16 * 16;
    const FewRows p{in, w.data, out, count, w.rows, w.columns};
    parallelTasks((w.rows + piece - 1) / piece, [&](std::int64_t task, std::int64_t) {
        kernels.fewRows(p, task * piece, std::min((task + 1) * piece, w.rows));
    });
}

void projectBack(const Matrix& w, const void* dOut, std::int64_t count, void* dIn, Profile* profile,
                 StepPart part) {
    if (count == 0) return;
    const Timed timed(profile, part);
    if (ownProduct(w, dOut, count, dIn, false)) return;
    const std::int64_t all = productRows(count);
    at::Tensor to = view(dIn, all, w.columns, w.dtype);
    at::mm_out(to, view(dOut, all, w.rows, w.dtype), view(w.data, w.rows, w.columns, w.dtype));
}

void projectMany(const void* a, const void* b, void* out, std::int64_t count, std::int64_t rows,
                 std::int64_t depth, std::int64_t columns, Dtype dtype) {
    if (count == 0) return;
    const auto cube = [&](const void* data, std::int64_t r, std::int64_t c) {
        return at::from_blob(const_cast<void*>(data), {count, r, c},
                             dtype == Dtype::Float32 ? at::kFloat : at::kBFloat16);
    };
    at::Tensor to = cube(out, rows, columns);
    at::bmm_out(to, cube(a, rows, depth), cube(b, columns, depth).transpose(1, 2));
}

}  // namespace lathe::layers
