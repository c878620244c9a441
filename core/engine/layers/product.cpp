// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/product.h"

#include <ATen/ops/bmm.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mm.h>

namespace lathe::layers {

namespace {

at::Tensor view(const void* data, std::int64_t rows, std::int64_t columns, Dtype dtype) {
    return at::from_blob(const_cast<void*>(data), {rows, columns},
                         dtype == Dtype::Float32 ? at::kFloat : at::kBFloat16);
}

}  // namespace

void project(const Matrix& w, const void* in, std::int64_t count, void* out, Profile* profile,
             StepPart part) {
    if (count == 0) return;
    const Timed timed(profile, part);
    const std::int64_t all = productRows(count);
    at::Tensor to = view(out, all, w.rows, w.dtype);
    at::mm_out(to, view(in, all, w.columns, w.dtype), view(w.data, w.rows, w.columns, w.dtype).t());
}

void projectBack(const Matrix& w, const void* dOut, std::int64_t count, void* dIn, Profile* profile,
                 StepPart part) {
    if (count == 0) return;
    const Timed timed(profile, part);
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
