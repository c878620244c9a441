// SPDX-License-Identifier: Apache-2.0
// P-tuning (Liu et al. 2021; THUDM/P-tuning): the slots are what an encoder makes of its own embeddings.
#include <cassert>
#include <span>
#include <utility>

#include "core/base/random.h"
#include "core/engine/method.h"
#include "core/engine/networks/graph.h"
#include "core/methods/full/module_weights.h"
#include "core/methods/p_tuning/module_network.h"
#include "core/methods/prompt_tuning/module_init.h"

namespace lathe::p_tuning {
namespace {

class PTuning : public Method {
  public:
    /// `parameters`: the network's, then (tune_backbone) the backbone's weights.
    PTuning(NetworkShape shape, TensorMap parameters, std::size_t ofNetwork, std::uint64_t seed,
            double dropout)
        : shape_(shape),
          parameters_(std::move(parameters)),
          ofNetwork_(ofNetwork),
          seed_(seed),
          dropout_(dropout) {}

    TensorMap& parameters() override { return parameters_; }

    Result<TensorMap> compute(std::int64_t step, bool training) override {
        if (shape_.encoder == NetworkShape::Encoder::None) return parameters_;
        LATHE_TRY(prompt, graph_.forward(std::span(parameters_).first(ofNetwork_), training,
                                         [&](const std::vector<at::Tensor>& p) {
                                             return runNetwork(shape_, p,
                                                               training && dropout_ > 0
                                                                   ? mask(step)
                                                                   : std::vector<float>());
                                         }));
        prompt.name = "prompt";
        TensorMap all{std::move(prompt)};
        all.insert(all.end(), parameters_.begin() + static_cast<std::ptrdiff_t>(ofNetwork_),
                   parameters_.end());
        return all;
    }

    Result<TensorMap> backward(const TensorMap& gradient) override {
        assert(gradient.size() == 1 + parameters_.size() - ofNetwork_);
        if (shape_.encoder == NetworkShape::Encoder::None) return gradient;
        LATHE_TRY(all,
                  graph_.backward(std::span(std::as_const(parameters_)).first(ofNetwork_), gradient.front()));
        all.insert(all.end(), gradient.begin() + 1, gradient.end());
        return all;
    }

  private:
    /// What dropout leaves between the LSTM's layers [slots, 2 * direction], scaled to keep the mean.
    std::vector<float> mask(std::int64_t step) const {
        const Random random(seed_, "network dropout", static_cast<std::uint64_t>(step));
        std::vector<float> kept(static_cast<std::size_t>(shape_.slots * 2 * shape_.direction()));
        for (std::size_t i = 0; i < kept.size(); ++i)
            kept[i] = random.uniform(i) < dropout_ ? 0.0F : static_cast<float>(1 / (1 - dropout_));
        return kept;
    }

    NetworkShape shape_;
    TensorMap parameters_;
    std::size_t ofNetwork_;
    Graph graph_;
    std::uint64_t seed_;
    double dropout_;
};

}  // namespace

Result<std::unique_ptr<Method>> makeMethod(const Recipe& recipe, Backbone& backbone, const MethodStart& start,
                                           bool resume);

Result<std::unique_ptr<Method>> makeMethod(const Recipe& recipe, Backbone& backbone, const MethodStart& from,
                                           bool resume) {
    const NetworkShape shape = networkShape(backbone.shape(), recipe);
    const auto seed = static_cast<std::uint64_t>(recipe.integer("training.seed"));
    TensorMap parameters;
    for (auto& [name, sizes] : networkTensors(shape)) {
        HostTensor parameter{name, sizes, {}};
        parameter.data.resize(static_cast<std::size_t>(parameter.elements()));
        parameters.push_back(std::move(parameter));
    }
    if (shape.encoder != NetworkShape::Encoder::None) {
        if (!resume) startNetwork(parameters, shape, seed);
        if (const std::string text = recipe.text("method.start_text"); !resume && !text.empty()) {
            LATHE_TRY(words, prompt_tuning::promptOfText(text, "method.start_text", backbone, *from.tokenizer,
                                                         shape.slots));
            LATHE_CHECK(fitNetwork(shape, parameters, words));
        }
    } else if (!resume) {
        LATHE_TRY(prompt, prompt_tuning::startingPrompt(recipe, backbone, from));
        parameters.front() = std::move(prompt);
    }
    const double dropout = shape.encoder == NetworkShape::Encoder::Lstm ? recipe.number("method.dropout") : 0;
    const std::size_t ofNetwork = parameters.size();
    if (recipe.json().at("method.tune_backbone").toBool()) {
        LATHE_TRY(weights, full::trainedWeights(recipe, backbone, from, 0, resume));
        for (HostTensor& weight : weights) parameters.push_back(std::move(weight));
    }
    return std::make_unique<PTuning>(shape, std::move(parameters), ofNetwork, seed, dropout);
}

}  // namespace lathe::p_tuning
