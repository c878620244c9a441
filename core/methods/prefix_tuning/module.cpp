// SPDX-License-Identifier: Apache-2.0
// Prefix-tuning (Li and Liang, ACL 2021): the prefix is the parameter, or what a network computes once a
// step.
#include <algorithm>
#include <cassert>
#include <cstdio>

#include "core/base/random.h"
#include "core/engine/method.h"
#include "core/engine/networks/graph.h"
#include "core/methods/prefix_tuning/module_init.h"
#include "core/methods/prefix_tuning/module_network.h"

namespace lathe::prefix_tuning {
namespace {

TensorMap emptyTensors(const Sizes& sizes) {
    TensorMap out;
    for (const auto& [name, shape] : sizes) {
        HostTensor& tensor = out.emplace_back(HostTensor{name, shape, {}});
        tensor.data.resize(static_cast<std::size_t>(tensor.elements()));
    }
    return out;
}

class PrefixTuning : public Method {
  public:
    PrefixTuning(PrefixShape shape, TensorMap parameters, std::uint64_t seed, double dropout)
        : shape_(std::move(shape)), parameters_(std::move(parameters)), seed_(seed), dropout_(dropout) {}

    TensorMap& parameters() override { return parameters_; }

    bool direct() const override { return !shape_.network && dropout_ == 0; }
    Result<TensorMap> compute(std::int64_t step, bool training) override {
        TensorMap computed;
        if (shape_.network) {
            LATHE_TRY(flat,
                      graph_.forward(parameters_, training, [&](const std::vector<at::Tensor>& parameters) {
                          return runNetwork(shape_, parameters);
                      }));
            computed = emptyTensors(computedTensors(shape_));
            auto next = flat.data.begin();
            for (HostTensor& tensor : computed) {
                const auto count = static_cast<std::ptrdiff_t>(tensor.data.size());
                std::copy(next, next + count, tensor.data.begin());
                next += count;
            }
        } else {
            computed = parameters_;
        }
        if (training) {
            step_ = step;
            dropOut(computed);
        }
        return computed;
    }

    Result<TensorMap> backward(const TensorMap& gradient) override {
        TensorMap through = gradient;
        dropOut(through);
        if (!shape_.network) return through;
        HostTensor flat{{}, {0}, {}};
        for (const HostTensor& tensor : through)
            flat.data.insert(flat.data.end(), tensor.data.begin(), tensor.data.end());
        flat.shape = {static_cast<std::int64_t>(flat.data.size())};
        return graph_.backward(parameters_, flat);
    }

  private:
    /// Numbers that this step leaves out become zero, the others grow to keep the mean.
    void dropOut(TensorMap& tensors) const {
        if (dropout_ == 0) return;
        const Random random(seed_, "prefix dropout", static_cast<std::uint64_t>(step_));
        const auto kept = static_cast<float>(1 / (1 - dropout_));
        std::uint64_t drawn = 0;
        for (HostTensor& tensor : tensors)
            for (float& value : tensor.data) value *= random.uniform(drawn++) < dropout_ ? 0.0F : kept;
    }

    PrefixShape shape_;
    TensorMap parameters_;
    Graph graph_;
    std::uint64_t seed_;
    double dropout_;
    std::int64_t step_ = 0;  ///< of the last compute() while training
};

}  // namespace

Result<std::unique_ptr<Method>> makeMethod(const Recipe& recipe, Backbone& backbone, const MethodStart& start,
                                           bool resume);

Result<std::unique_ptr<Method>> makeMethod(const Recipe& recipe, Backbone& backbone, const MethodStart& start,
                                           bool resume) {
    PrefixShape shape = prefixShape(backbone.shape(), recipe);
    const auto seed = static_cast<std::uint64_t>(recipe.integer("training.seed"));
    TensorMap parameters = emptyTensors(parameterTensors(shape));
    const bool drawn = recipe.text("method.init.kind") == "random";
    if (!resume && shape.network) startNetwork(parameters, seed);
    if (!resume && !(shape.network && drawn)) {
        LATHE_TRY(wanted, startingPrefix(shape, recipe, backbone, start));
        if (shape.network) {
            LATHE_TRY(missed, fitNetwork(shape, parameters, wanted));
            char share[32];
            std::snprintf(share, sizeof share, "%.2g", missed);
            if (start.told)
                start.told("the network was fitted to its start: what it makes of it differs by " +
                           std::string(share) + " of its size");
        } else {
            parameters = std::move(wanted);
        }
    }
    return std::make_unique<PrefixTuning>(std::move(shape), std::move(parameters), seed,
                                          recipe.number("method.dropout"));
}

}  // namespace lathe::prefix_tuning
