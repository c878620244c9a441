// SPDX-License-Identifier: Apache-2.0
#include "core/engine/networks/fit.h"

#include <ATen/ops/add.h>
#include <ATen/ops/cholesky_solve.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_cholesky.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/trace.h>

namespace lathe {
namespace {

/// The smallest X with H X = R in the least-squares sense; float64.
at::Tensor leastSquares(const at::Tensor& h, const at::Tensor& r) {
    const bool wide = h.size(0) <= h.size(1);
    at::Tensor gram = wide ? at::matmul(h, h.t()) : at::matmul(h.t(), h);
    // Next to nothing beside the values, so that rows that are nearly alike have an answer too.
    const double ridge = 1e-9 * at::trace(gram).item().toDouble() / static_cast<double>(gram.size(0)) + 1e-30;
    gram = at::add(gram, at::eye(gram.size(0), gram.options()), ridge);
    const at::Tensor factor = at::linalg_cholesky(gram);
    return wide ? at::matmul(h.t(), at::cholesky_solve(r, factor))
                : at::cholesky_solve(at::matmul(h.t(), r), factor);
}

}  // namespace

void fitLinear(const at::Tensor& inputs, const at::Tensor& wanted, const at::Tensor& weight,
               const at::Tensor& bias) {
    const at::Tensor h = inputs.to(at::kDouble), rows = wanted.to(at::kDouble);
    const at::Tensor rest = at::sub(rows, at::matmul(h, weight.to(at::kDouble).t()));
    const at::Tensor mean = rest.mean(at::IntArrayRef{0});
    weight.add_(leastSquares(h, at::sub(rest, mean)).t().to(at::kFloat));
    bias.copy_(mean);
}

}  // namespace lathe
