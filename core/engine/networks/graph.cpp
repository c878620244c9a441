// SPDX-License-Identifier: Apache-2.0
#include "core/engine/networks/graph.h"

#include <ATen/ops/add.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/sub.h>
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
    const float* values = flat.const_data_ptr<float>();
    return {{}, flat.sizes().vec(), {values, values + flat.numel()}};
}

at::Tensor shared(const HostTensor& tensor) {
    return at::from_blob(const_cast<float*>(tensor.data.data()), tensor.shape, at::kFloat);
}

}  // namespace

Result<HostTensor> Graph::forward(std::span<HostTensor> parameters, bool keep, const Build& build) {
    return caught("the method's network", [&]() -> Result<HostTensor> {
        const c10::AutoGradMode grad(keep);
        leaves_.clear();
        for (const HostTensor& parameter : parameters)
            leaves_.push_back(keep ? shared(parameter).requires_grad_(true) : shared(parameter));
        output_ = build(leaves_);
        return onHost(output_);
    });
}

Result<TensorMap> Graph::backward(std::span<const HostTensor> parameters, const HostTensor& gradient) {
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

namespace {

/// One side's states [tokens, hidden] from its inputs' gates; `backwards`: from the last token on.
at::Tensor recur(const at::Tensor& inputs, const at::Tensor& weight, const at::Tensor& bias, bool backwards) {
    const std::int64_t tokens = inputs.size(0), hidden = weight.size(1);
    at::Tensor state = at::zeros({1, hidden}, inputs.options()), cell = state;
    std::vector<at::Tensor> states(static_cast<std::size_t>(tokens));
    for (std::int64_t i = 0; i < tokens; ++i) {
        const std::int64_t at = backwards ? tokens - 1 - i : i;
        const at::Tensor gates = at::add(inputs.narrow(0, at, 1), linear(state, weight, bias));
        const auto gate = [&](std::int64_t number) { return gates.narrow(1, number * hidden, hidden); };
        cell = at::add(at::mul(at::sigmoid(gate(1)), cell), at::mul(at::sigmoid(gate(0)), at::tanh(gate(2))));
        state = at::mul(at::sigmoid(gate(3)), at::tanh(cell));
        states[static_cast<std::size_t>(at)] = state;
    }
    return at::cat(states, 0);
}

/// What is added to the gates' inputs: zeros whose gradient for the recurrent weights is what all steps'
/// together would be, by one product. By itself autograd adds up a matrix as large as the weights at each
/// step.
at::Tensor recurrentWeights(const at::Tensor& inputs, const at::Tensor& weight, const at::Tensor& bias,
                            bool backwards) {
    at::Tensor before;
    {
        const c10::AutoGradMode none(false);
        const at::Tensor states = recur(inputs, weight, bias, backwards);
        const std::int64_t rest = states.size(0) - 1;
        const at::Tensor first = at::zeros({1, states.size(1)}, states.options());
        before = backwards ? at::cat({states.narrow(0, 1, rest), first}, 0)
                           : at::cat({first, states.narrow(0, 0, rest)}, 0);
    }
    return at::sub(linear(before, weight, bias), linear(before, weight.detach(), bias.detach()));
}

}  // namespace

at::Tensor bidirectionalLstm(const at::Tensor& x, const at::Tensor* weights) {
    std::vector<at::Tensor> sides;
    for (int side = 0; side < 2; ++side, weights += 4) {
        at::Tensor inputs = linear(x, weights[0], weights[2]);
        if (c10::GradMode::is_enabled())
            inputs = at::add(inputs, recurrentWeights(inputs, weights[1], weights[3], side == 1));
        sides.push_back(recur(inputs, weights[1].detach(), weights[3].detach(), side == 1));
    }
    return at::cat(sides, 1);
}

}  // namespace lathe
