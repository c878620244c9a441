// SPDX-License-Identifier: Apache-2.0
#include "core/methods/p_tuning/module_network.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/relu.h>

#include <cmath>

#include "core/base/random.h"
#include "core/engine/layers/guard.h"
#include "core/engine/networks/fit.h"
#include "core/engine/networks/graph.h"

namespace lathe::p_tuning {
namespace {

at::Tensor seen(const HostTensor& tensor) {
    return at::from_blob(const_cast<float*>(tensor.data.data()), tensor.shape, at::kFloat);
}

/// What goes into the last layer: [slots, inputs].
at::Tensor hiddenOf(const NetworkShape& shape, const std::vector<at::Tensor>& p, std::vector<float> kept) {
    at::Tensor x = p[0];
    std::size_t next = 1;
    if (shape.encoder == NetworkShape::Encoder::Lstm) {
        x = bidirectionalLstm(x, &p[1]);
        if (!kept.empty()) x = at::mul(x, at::from_blob(kept.data(), x.sizes(), at::kFloat).clone());
        x = bidirectionalLstm(x, &p[9]);
        next = 17;
    }
    for (; next + 2 < p.size(); next += 2) x = at::relu(linear(x, p[next], p[next + 1]));
    return x;
}

}  // namespace

void startNetwork(TensorMap& parameters, const NetworkShape& shape, std::uint64_t seed) {
    double bound = 0;
    for (std::size_t k = 0; k < parameters.size(); ++k) {
        HostTensor& parameter = parameters[k];
        const Random random(seed, "init", k);
        const bool embedding = parameter.name == "network.embedding.weight";
        if (parameter.name.starts_with("network.lstm_head"))
            bound = 1 / std::sqrt(static_cast<double>(shape.direction()));
        else if (parameter.shape.size() == 2)  // a bias follows its weight
            bound = 1 / std::sqrt(static_cast<double>(parameter.shape[1]));
        for (std::size_t i = 0; i < parameter.data.size(); ++i)
            parameter.data[i] =
                static_cast<float>(embedding ? random.normal(i) : bound * (2 * random.uniform(i) - 1));
    }
}

at::Tensor runNetwork(const NetworkShape& shape, const std::vector<at::Tensor>& p, std::vector<float> kept) {
    return linear(hiddenOf(shape, p, std::move(kept)), p[p.size() - 2], p.back());
}

Result<> fitNetwork(const NetworkShape& shape, TensorMap& parameters, const HostTensor& wanted) {
    return guarded("the network's first fit", [&]() -> Result<> {
        std::vector<at::Tensor> p;
        for (const HostTensor& parameter : parameters) p.push_back(seen(parameter));
        fitLinear(hiddenOf(shape, p, {}), seen(wanted), p[p.size() - 2], p.back());
        return {};
    });
}

}  // namespace lathe::p_tuning
