// SPDX-License-Identifier: Apache-2.0
// The facade over a backbone's stacks: batches, loss, head, embeddings, generation. Private to the engine.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/backbone.h"
#include "core/engine/device/engine.h"
#include "core/engine/layers/head.h"
#include "core/engine/layers/stack_work.h"
#include "core/engine/module.h"
#include "core/engine/trained.h"
#include "core/engine/tuned_weights.h"

namespace lathe {

class TransformerBackbone final : public Backbone {
  public:
    TransformerBackbone(BackboneShape shape, Dtype dtype, std::unique_ptr<layers::Transformer> model,
                        std::vector<layers::WeightPlace> places);

    const BackboneShape& shape() const override { return shape_; }
    Json resolved() const override;
    std::uint64_t weightBytes() const override { return model_->weightBytes(); }
    std::uint64_t workBytes(const PackedBatch& batch, const TensorMap& trained) const override;
    std::vector<WeightInfo> weights() const override;
    Result<HostTensor> weight(std::string_view name) override { return tuned_.own(name); }
    Result<HostTensor> asStored(const HostTensor& weight) const override { return tuned_.asStored(weight); }
    Result<StepResult> step(const PackedBatch& batch, const TensorMap& trained, const LossOptions& loss,
                            bool wantGradient) override;
    Result<std::vector<StepResult>> stepTogether(std::span<const StepInput> inputs, const LossOptions& loss,
                                                 bool wantGradient) override;
    Result<HostTensor> logProbs(const PackedBatch& batch, const TensorMap& trained,
                                std::span<const std::int32_t> ids) override;
    Result<HostTensor> logits(const PackedBatch& batch, const TensorMap& trained) override;
    std::uint64_t contextBytes(std::int64_t tokens) const override;
    Result<> readContext(std::span<const std::int32_t> tokens, std::byte* to) override;
    Result<HostTensor> embeddings(std::span<const std::int32_t> ids) override;
    Result<TensorMap> keysAndValues(std::span<const std::int32_t> tokens) override;
    Result<TensorMap> queries(const PackedBatch& batch) override;
    Result<TensorMap> prefixShares(const PackedBatch& batch, const TensorMap& trained) override;
    Result<std::vector<std::vector<NearestToken>>> favoured(const HostTensor& values,
                                                            std::int64_t count) override;
    Result<EmbeddingScale> embeddingScale() override;
    Result<std::vector<std::vector<NearestToken>>> nearest(const HostTensor& vectors, std::int64_t count,
                                                           std::string_view metric) override;
    Result<std::vector<std::vector<std::int32_t>>> generate(
        std::span<const std::vector<std::int32_t>> contexts, const TensorMap& trained,
        const GenerationOptions& options,
        const std::function<bool(std::size_t row, std::int32_t token)>& told) override;
    Result<std::vector<std::vector<std::int32_t>>> generateTogether(
        std::span<const GenerationInput> inputs, const GenerationOptions& options,
        const std::function<bool(std::size_t row, std::int32_t token)>& told) override;

    /// From here on steps, log-probabilities and logits run there; the rest stays with this machine's
    /// weights.
    void useDevice(std::unique_ptr<device::Engine> engine, std::string name) {
        device_ = std::move(engine);
        deviceName_ = std::move(name);
    }
    device::Engine* deviceEngine() const { return device_.get(); }
    /// bareProducts() on the device, all parts together.
    Result<double> deviceFloor(const PackedBatch& batch, const TensorMap& trained, bool plain);

    /// step() by plain autograd (core/engine/plain): also what the hand-written way is tested against.
    Result<StepResult> plain(const PackedBatch& batch, const TensorMap& trained, const LossOptions& loss,
                             bool wantGradient);

    // For generation and measuring.
    const layers::Transformer& model() const { return *model_; }
    Dtype dtype() const { return dtype_; }
    layers::PlanLimits limits(const Trained& trained) const;
    /// A batch planned and laid out, its input embeddings in the streams.
    struct Prepared {
        layers::BatchPlan plan;
        std::unique_ptr<layers::StackWork> encoder, main;  ///< the encoder's: null without one
        std::optional<layers::Head> head;
    };
    /// Tokens below 0 are soft slots of the prompt. `restricted`: the head's rows (empty: all); `keep`: with
    /// what backward needs.
    struct Lane {
        std::span<const std::int32_t> tokens, encoderTokens;
        const Trained* trained = nullptr;
    };
    /// `plan` joins the lanes' batches in their order.
    Result<Prepared> prepare(layers::BatchPlan plan, std::span<const Lane> lanes,
                             std::span<const std::int32_t> restricted, bool keep);
    Result<Prepared> prepare(const PackedBatch& batch, const Trained& trained,
                             std::span<const std::int32_t> restricted, bool keep);
    /// From embeddings to run.main->hidden, through the encoder where there is one.
    void forward(Prepared& run) const;

    /// The bare products of a step over this batch, over buffers that keep nothing: the seconds of those
    /// that it cannot avoid; `plain`: every matrix over every row, forward and backward.
    Result<Profile> bareProducts(const PackedBatch& batch, const TensorMap& trained, bool plain);

    /// After forward(): told(output, logits) of each output, of several at once.
    using ToldLogits = std::function<void(std::int64_t output, const layers::LogitRow& logits)>;
    void eachLogits(const Prepared& run, const ToldLogits& told) const;

  private:
    /// A forward pass all of whose layers' buffers stay.
    struct Kept {
        layers::Pages pages;
        std::unique_ptr<layers::StackWork> encoder, main;
    };
    /// `trained`: prefixes in front of its rows, by tensors that outlive the pass.
    Result<Kept> keepAll(PackedBatch batch, const Trained& trained = {});
    Result<Prepared> run(const PackedBatch& batch, const TensorMap& trained);
    /// One batch without targets, as the device takes it; `trained` must outlive it.
    Result<device::EngineStep> deviceStep(const PackedBatch& batch, const Trained& trained) const;
    /// told(output, logits) of each output in turn, wherever the batch runs.
    Result<> forEachLogits(const PackedBatch& batch, const TensorMap& trained,
                           const std::function<void(std::int64_t, std::span<const float>)>& told,
                           std::vector<std::int32_t>& outputOf);
    /// From the gradient in run.main->hidden to the prefixes' and, added up by slot, each lane's prompt's
    /// (null: none).
    void backward(Prepared& run, std::span<HostTensor* const> prompts) const;
    /// Buffers of both stacks and the head. `lanes` say what of the encoder wants a gradient.
    Prepared layOut(layers::BatchPlan plan, std::span<const Lane> lanes,
                    std::span<const std::int32_t> restricted, bool keep, layers::Arena& arena) const;
    void embed(std::span<const std::int32_t> tokens, const HostTensor* prompt, const layers::Matrix& table,
               float* stream) const;

    BackboneShape shape_;
    Dtype dtype_;
    std::unique_ptr<layers::Transformer> model_;
    TunedWeights tuned_;
    std::uint64_t plainMost_ = 0;  ///< bytes that plain() has taken so far
    layers::Pages pages_;          ///< the arena's memory; grows between batches alone
    const layers::Kernels& kernels_;
    std::optional<EmbeddingScale> scale_;
    std::unique_ptr<device::Engine> device_;  ///< null: this machine's processor
    std::string deviceName_;
};

}  // namespace lathe
