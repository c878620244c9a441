// SPDX-License-Identifier: Apache-2.0
// A method's small network: run once a step over its parameters, its gradient by LibTorch's autograd. Private
// to the engine and the methods' modules.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/spec/tensor.h"

namespace lathe {

class Graph {
  public:
    using Build = std::function<at::Tensor(const std::vector<at::Tensor>& parameters)>;

    /// What `build` makes of the parameters (in their order, sharing their memory), as host values. `keep`:
    /// backward() follows; the parameters must not change before it.
    Result<HostTensor> forward(std::span<HostTensor> parameters, bool keep, const Build& build);
    /// The parameters' gradients, same names and shapes, from that of forward()'s result.
    Result<TensorMap> backward(std::span<const HostTensor> parameters, const HostTensor& gradient);

  private:
    std::vector<at::Tensor> leaves_;
    at::Tensor output_;
};

/// x W^T + b.
at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);
/// One layer of an LSTM in both directions over x [tokens, in], weights as PyTorch orders them: input,
/// hidden, both biases, forward then reverse: [tokens, 2 * hidden].
at::Tensor bidirectionalLstm(const at::Tensor& x, const at::Tensor* weights);

}  // namespace lathe
