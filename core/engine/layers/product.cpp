// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/product.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/mm.h>

namespace lathe::layers {

namespace {

at::Tensor view(const void* data, std::int64_t rows, std::int64_t columns, Dtype dtype) {
    return at::from_blob(const_cast<void*>(data), {rows, columns}, dtype == Dtype::Float32 ? at::kFloat : at::kBFloat16);
}

}  // namespace

void project(const Matrix& w, const void* in, std::int64_t count, void* out) {
    if (count == 0) return;
    at::Tensor to = view(out, count, w.rows, w.dtype);
    at::mm_out(to, view(in, count, w.columns, w.dtype), view(w.data, w.rows, w.columns, w.dtype).t());
}

void projectBack(const Matrix& w, const void* dOut, std::int64_t count, void* dIn) {
    if (count == 0) return;
    at::Tensor to = view(dIn, count, w.columns, w.dtype);
    at::mm_out(to, view(dOut, count, w.rows, w.dtype), view(w.data, w.rows, w.columns, w.dtype));
}

}  // namespace lathe::layers
