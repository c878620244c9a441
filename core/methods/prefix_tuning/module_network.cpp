// SPDX-License-Identifier: Apache-2.0
#include "core/methods/prefix_tuning/module_network.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/tanh.h>

#include <cmath>
#include <cstring>

#include "core/base/random.h"
#include "core/engine/layers/guard.h"
#include "core/engine/networks/fit.h"
#include "core/engine/networks/graph.h"

namespace lathe::prefix_tuning {
namespace {

at::Tensor seen(const HostTensor& tensor) {
    return at::from_blob(const_cast<float*>(tensor.data.data()), tensor.shape, at::kFloat);
}

/// What goes into the last layer of the part whose embedding is parameter `first`: [tokens, hidden].
at::Tensor hiddenOf(const PrefixShape& shape, const std::vector<at::Tensor>& p, std::size_t first) {
    at::Tensor x = p[first];
    for (std::int64_t k = 0; k + 1 < shape.linears; ++k) {
        const std::size_t at = first + 1 + 2 * static_cast<std::size_t>(k);
        x = at::tanh(linear(x, p[at], p[at + 1]));
    }
    return x;
}

/// [tokens, numbers] as the part's computed tensors, end to end.
at::Tensor asComputed(const Part& part, const at::Tensor& rows) {
    if (part.layers == 0) return rows.reshape({-1});
    return rows.view({rows.size(0), part.layers, 2, part.width}).permute({2, 1, 0, 3}).reshape({-1});
}

/// The way back: a part's computed tensors as [tokens, numbers].
at::Tensor asRows(const Part& part, const TensorMap& computed) {
    if (part.layers == 0) return seen(*find(computed, part.name)).clone();
    const at::Tensor both = at::cat({seen(*find(computed, part.name + ".key")).unsqueeze(0),
                                     seen(*find(computed, part.name + ".value")).unsqueeze(0)},
                                    0);
    return both.permute({2, 1, 0, 3}).reshape({both.size(2), part.numbers()});
}

std::size_t parametersOfPart(const PrefixShape& shape) {
    return 1 + 2 * static_cast<std::size_t>(shape.linears);
}

}  // namespace

void startNetwork(TensorMap& parameters, std::uint64_t seed) {
    double bound = 0;
    for (std::size_t k = 0; k < parameters.size(); ++k) {
        HostTensor& parameter = parameters[k];
        const Random random(seed, "init", k);
        const bool embedding = parameter.name.ends_with("embedding.weight");
        if (parameter.shape.size() == 2)  // a bias follows its weight
            bound = 1 / std::sqrt(static_cast<double>(parameter.shape[1]));
        for (std::size_t i = 0; i < parameter.data.size(); ++i)
            parameter.data[i] =
                static_cast<float>(embedding ? random.normal(i) : bound * (2 * random.uniform(i) - 1));
    }
}

at::Tensor runNetwork(const PrefixShape& shape, const std::vector<at::Tensor>& p) {
    std::vector<at::Tensor> parts;
    std::size_t first = 0;
    for (const Part& part : shape.parts) {
        const std::size_t last = first + parametersOfPart(shape) - 2;
        parts.push_back(asComputed(part, linear(hiddenOf(shape, p, first), p[last], p[last + 1])));
        first = last + 2;
    }
    return at::cat(parts, 0);
}

Result<double> fitNetwork(const PrefixShape& shape, TensorMap& parameters, const TensorMap& wanted) {
    return guarded("the network's first fit", [&]() -> Result<double> {
        std::vector<at::Tensor> p;
        for (const HostTensor& parameter : parameters) p.push_back(seen(parameter));
        double missed = 0, size = 0;
        std::size_t first = 0;
        for (const Part& part : shape.parts) {
            const std::size_t last = first + parametersOfPart(shape) - 2;
            const at::Tensor hidden = hiddenOf(shape, p, first), rows = asRows(part, wanted);
            fitLinear(hidden, rows, p[last], p[last + 1]);
            const at::Tensor made = linear(hidden, p[last], p[last + 1]);
            missed += at::sub(made, rows).to(at::kDouble).square().sum().item().toDouble();
            size += rows.to(at::kDouble).square().sum().item().toDouble();
            first = last + 2;
        }
        return std::sqrt(missed / std::max(size, 1e-300));
    });
}

}  // namespace lathe::prefix_tuning
