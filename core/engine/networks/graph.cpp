// SPDX-License-Identifier: Apache-2.0
#include "core/engine/networks/graph.h"

#include <ATen/ops/add.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <cassert>
#include <cstring>

#include "core/engine/layers/guard.h"

namespace lathe {

namespace {

HostTensor onHost(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.detach().contiguous();
    HostTensor out{{}, flat.sizes().vec(), {}};
    out.data.resize(static_cast<std::size_t>(flat.numel()));
    std::memcpy(out.data.data(), flat.const_data_ptr<float>(), out.data.size() * sizeof(float));
    return out;
}

at::Tensor shared(const HostTensor& tensor) {
    return at::from_blob(const_cast<float*>(tensor.data.data()), tensor.shape, at::kFloat);
}

}  // namespace

Result<HostTensor> Graph::forward(TensorMap& parameters, bool keep, const Build& build) {
    return caught("the method's network", [&]() -> Result<HostTensor> {
        const c10::AutoGradMode grad(keep);
        leaves_.clear();
        for (const HostTensor& parameter : parameters)
            leaves_.push_back(keep ? shared(parameter).requires_grad_(true) : shared(parameter));
        output_ = build(leaves_);
        return onHost(output_);
    });
}

Result<TensorMap> Graph::backward(const TensorMap& parameters, const HostTensor& gradient) {
    assert(output_.defined() && leaves_.size() == parameters.size());
    return caught("the method's network", [&]() -> Result<TensorMap> {
        output_.backward(shared(gradient));
        TensorMap out;
        for (std::size_t i = 0; i < leaves_.size(); ++i) {
            HostTensor part = leaves_[i].grad().defined() ? onHost(leaves_[i].grad()) : HostTensor{};
            part.name = parameters[i].name;
            part.shape = parameters[i].shape;
            part.data.resize(static_cast<std::size_t>(part.elements()));
            out.push_back(std::move(part));
        }
        output_ = at::Tensor();
        leaves_.clear();
        return out;
    });
}

at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    return at::addmm(bias, x, weight.t());
}

at::Tensor bidirectionalLstm(const at::Tensor& x, const at::Tensor* weights) {
    const std::int64_t tokens = x.size(0), hidden = weights[1].size(1);
    std::vector<at::Tensor> sides;
    for (int side = 0; side < 2; ++side, weights += 4) {
        const at::Tensor inputs = linear(x, weights[0], weights[2]);
        at::Tensor state = at::zeros({1, hidden}, x.options()), cell = state;
        std::vector<at::Tensor> states(static_cast<std::size_t>(tokens));
        for (std::int64_t i = 0; i < tokens; ++i) {
            const std::int64_t at = side == 0 ? i : tokens - 1 - i;
            const at::Tensor gates = at::add(inputs.narrow(0, at, 1), linear(state, weights[1], weights[3]));
            const auto gate = [&](std::int64_t number) { return gates.narrow(1, number * hidden, hidden); };
            cell = at::add(at::mul(at::sigmoid(gate(1)), cell),
                           at::mul(at::sigmoid(gate(0)), at::tanh(gate(2))));
            state = at::mul(at::sigmoid(gate(3)), at::tanh(cell));
            states[static_cast<std::size_t>(at)] = state;
        }
        sides.push_back(at::cat(states, 0));
    }
    return at::cat(sides, 1);
}

}  // namespace lathe
