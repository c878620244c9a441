// SPDX-License-Identifier: Apache-2.0
// A backbone of a few numbers with exact gradients. The hidden state at a position is the mean m of the words
// it sees, bent by the mean p of the slots it sees: h = m * (1 + p) + 2 p (by element); logits are h times
// the output table.
#pragma once

#include <algorithm>
#include <cmath>

#include "core/base/random.h"
#include "core/engine/backbone.h"

namespace lathe {

class FakeBackbone : public Backbone {
  public:
    explicit FakeBackbone(std::int64_t vocabulary = 40, std::int64_t width = 8) {
        shape_.family = "fake";
        shape_.vocabulary = vocabulary;
        shape_.width = width;
        shape_.layers = 1;
        shape_.heads = 1;
        shape_.context = 512;
        const Random random(7, "fake");
        for (std::int64_t i = 0; i < vocabulary * width; ++i) {
            // Words whose ids leave the same rest by 3 lie near each other.
            const auto rest = static_cast<std::uint64_t>(i / width % 3);
            words_.push_back(0.4 * random.normal(static_cast<std::uint64_t>(2 * i)) +
                             Random(7, "group", rest).normal(static_cast<std::uint64_t>(i % width)));
            heads_.push_back(random.normal(static_cast<std::uint64_t>(2 * i + 1)));
        }
    }

    std::int64_t steps = 0;         ///< calls of step() so far
    std::int64_t notFiniteAt = -1;  ///< the call that returns a loss that is not finite
    bool notFiniteGradient = false;
    std::int64_t mostTokens = 0;  ///< the largest batch that was seen

    const BackboneShape& shape() const override { return shape_; }
    Json resolved() const override { return Json::object({{"dtype", "float32"}}); }
    std::uint64_t weightBytes() const override { return 0; }
    std::uint64_t workBytes(const PackedBatch&, const TensorMap&) const override { return 0; }

    Result<StepResult> step(const PackedBatch& batch, const TensorMap& trained, const LossOptions& loss,
                            bool wantGradient) override {
        StepResult result;
        const HostTensor* prompt = find(trained, "prompt");
        std::vector<double> gradient(prompt ? prompt->data.size() : 0, 0.0);
        mostTokens = std::max(mostTokens, static_cast<std::int64_t>(batch.tokens.size()));
        for (std::size_t s = 0; s < batch.predicted.size(); ++s) {
            const State state = stateAt(batch, s, prompt);
            std::vector<double> logits = logitsOf(state.hidden);
            const double logZ = logSum(logits, loss.restricted);
            const auto target = static_cast<std::size_t>(batch.targets[s]);
            const double weight = batch.weights[s];
            result.logProbs.push_back(static_cast<float>(logits[target] - logZ));
            result.loss += weight * (logZ - logits[target] + loss.zLoss * logZ * logZ);
            if (!wantGradient || !prompt) continue;
            std::vector<double> slope(static_cast<std::size_t>(shape_.width), 0.0);
            const auto add = [&](std::size_t word) {
                const double share = std::exp(logits[word] - logZ);
                const double dLogit =
                    weight * (share * (1 + 2 * loss.zLoss * logZ) - (word == target ? 1.0 : 0.0));
                for (std::size_t c = 0; c < slope.size(); ++c)
                    slope[c] += dLogit * heads_[word * slope.size() + c];
            };
            if (loss.restricted.empty()) {
                for (std::size_t word = 0; word < logits.size(); ++word) add(word);
            } else {
                for (const auto word : loss.restricted) add(static_cast<std::size_t>(word));
            }
            for (const std::int32_t slot : state.slots)
                for (std::size_t c = 0; c < slope.size(); ++c)
                    gradient[static_cast<std::size_t>(slot) * slope.size() + c] +=
                        slope[c] * (state.words[c] + 2) / static_cast<double>(state.slots.size());
        }
        if (wantGradient && prompt) {
            HostTensor tensor{"prompt", prompt->shape, {}};
            for (const double value : gradient) tensor.data.push_back(static_cast<float>(value));
            if (steps == notFiniteAt && notFiniteGradient) tensor.data[0] = std::nanf("");
            result.gradient.push_back(std::move(tensor));
        }
        if (steps == notFiniteAt && !notFiniteGradient) result.loss = std::nan("");
        ++steps;
        return result;
    }

    Result<HostTensor> logProbs(const PackedBatch& batch, const TensorMap& trained,
                                std::span<const std::int32_t> ids) override {
        std::vector<std::int32_t> all(ids.begin(), ids.end());
        for (std::int32_t id = 0; ids.empty() && id < shape_.vocabulary; ++id) all.push_back(id);
        HostTensor out{
            "log_probs",
            {static_cast<std::int64_t>(batch.predicted.size()), static_cast<std::int64_t>(all.size())},
            {}};
        mostTokens = std::max(mostTokens, static_cast<std::int64_t>(batch.tokens.size()));
        for (std::size_t s = 0; s < batch.predicted.size(); ++s) {
            const std::vector<double> logits = logitsOf(stateAt(batch, s, find(trained, "prompt")).hidden);
            const double logZ = logSum(logits, {});
            for (const auto id : all)
                out.data.push_back(static_cast<float>(logits[static_cast<std::size_t>(id)] - logZ));
        }
        return out;
    }

    Result<HostTensor> logits(const PackedBatch& batch, const TensorMap& trained) override {
        HostTensor out{"logits", {static_cast<std::int64_t>(batch.predicted.size()), shape_.vocabulary}, {}};
        for (std::size_t s = 0; s < batch.predicted.size(); ++s)
            for (const double logit : logitsOf(stateAt(batch, s, find(trained, "prompt")).hidden))
                out.data.push_back(static_cast<float>(logit));
        return out;
    }

    Result<HostTensor> embeddings(std::span<const std::int32_t> ids) override {
        HostTensor out{"embeddings", {static_cast<std::int64_t>(ids.size()), shape_.width}, {}};
        for (const auto id : ids)
            for (std::int64_t c = 0; c < shape_.width; ++c)
                out.data.push_back(
                    static_cast<float>(words_[static_cast<std::size_t>(id * shape_.width + c)]));
        return out;
    }
    Result<EmbeddingScale> embeddingScale() override { return EmbeddingScale{0.25, 2.0, 3.0}; }

    Result<std::vector<std::vector<NearestToken>>> nearest(const HostTensor& vectors, std::int64_t count,
                                                           std::string_view) override {
        std::vector<std::vector<NearestToken>> all;
        for (std::int64_t row = 0; row < vectors.shape[0]; ++row) {
            std::vector<NearestToken> one;
            for (std::int32_t id = 0; id < count; ++id) one.push_back({id, -static_cast<double>(id)});
            all.push_back(std::move(one));
        }
        return all;
    }

    Result<std::vector<std::vector<std::int32_t>>> generate(
        std::span<const std::vector<std::int32_t>> contexts, const TensorMap& trained,
        const GenerationOptions& options,
        const std::function<bool(std::size_t, std::int32_t)>& told) override {
        std::vector<std::vector<std::int32_t>> all;
        for (std::size_t r = 0; r < contexts.size(); ++r) {
            std::vector<std::int32_t> context = contexts[r], made;
            for (std::int64_t n = 0; n < options.maxNew; ++n) {
                const std::vector<std::int32_t> any = {0};
                const PackedRow row{context, any};
                LATHE_TRY(scores, logits(pack({&row, 1}), trained));
                const auto next = static_cast<std::int32_t>(
                    std::max_element(scores.data.begin(), scores.data.end()) - scores.data.begin());
                if (std::find(options.stop.begin(), options.stop.end(), next) != options.stop.end()) break;
                made.push_back(next);
                context.push_back(next);
                if (told && !told(r, next)) return all;
            }
            all.push_back(std::move(made));
        }
        return all;
    }

  private:
    struct State {
        std::vector<double> words, hidden;
        std::vector<std::int32_t> slots;
    };

    State stateAt(const PackedBatch& batch, std::size_t s, const HostTensor* prompt) const {
        const auto width = static_cast<std::size_t>(shape_.width);
        State state{std::vector<double>(width, 0.0), std::vector<double>(width, 0.0), {}};
        std::vector<double> slots(width, 0.0);
        double words = 0;
        const auto see = [&](std::int32_t token) {
            for (std::size_t c = 0; c < width; ++c)
                (token < 0 ? slots[c] : state.words[c]) +=
                    token < 0
                        ? static_cast<double>(prompt->data[static_cast<std::size_t>(~token) * width + c])
                        : words_[static_cast<std::size_t>(token) * width + c];
            if (token < 0) {
                state.slots.push_back(~token);
            } else {
                ++words;
            }
        };
        const PackedBatch::Row& row = batch.rows[static_cast<std::size_t>(batch.source[s])];
        for (std::int32_t i = 0; i < batch.shared; ++i) see(batch.tokens[static_cast<std::size_t>(i)]);
        for (std::int32_t i = row.begin; i <= batch.predicted[s]; ++i)
            see(batch.tokens[static_cast<std::size_t>(i)]);
        for (std::size_t c = 0; c < width; ++c) {
            state.words[c] /= std::max(1.0, words);
            if (!state.slots.empty()) slots[c] /= static_cast<double>(state.slots.size());
            state.hidden[c] = state.words[c] * (1 + slots[c]) + 2 * slots[c];
        }
        return state;
    }

    std::vector<double> logitsOf(const std::vector<double>& hidden) const {
        std::vector<double> logits(static_cast<std::size_t>(shape_.vocabulary), 0.0);
        for (std::size_t word = 0; word < logits.size(); ++word)
            for (std::size_t c = 0; c < hidden.size(); ++c)
                logits[word] += hidden[c] * heads_[word * hidden.size() + c];
        return logits;
    }

    static double logSum(const std::vector<double>& logits, const std::vector<std::int32_t>& only) {
        const double most = *std::max_element(logits.begin(), logits.end());
        double sum = 0;
        if (only.empty()) {
            for (const double logit : logits) sum += std::exp(logit - most);
        } else {
            for (const auto id : only) sum += std::exp(logits[static_cast<std::size_t>(id)] - most);
        }
        return most + std::log(sum);
    }

    BackboneShape shape_;
    std::vector<double> words_, heads_;
};

}  // namespace lathe
