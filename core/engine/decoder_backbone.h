// SPDX-License-Identifier: Apache-2.0
// The facade over a decoder's module: batches, loss, head, embeddings, generation. Private to the engine.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/engine/backbone.h"
#include "core/engine/layers/head.h"
#include "core/engine/module.h"

namespace lathe {

class DecoderBackbone final : public Backbone {
  public:
    DecoderBackbone(BackboneShape shape, Dtype dtype, std::unique_ptr<BackboneModule> module);

    const BackboneShape& shape() const override { return shape_; }
    Json resolved() const override;
    std::uint64_t weightBytes() const override { return module_->weightBytes(); }
    std::uint64_t workBytes(const PackedBatch& batch, const TensorMap& trained) const override;
    Result<StepResult> step(const PackedBatch& batch, const TensorMap& trained, const LossOptions& loss,
                            bool wantGradient) override;
    Result<HostTensor> logProbs(const PackedBatch& batch, const TensorMap& trained,
                                std::span<const std::int32_t> ids) override;
    Result<HostTensor> logits(const PackedBatch& batch, const TensorMap& trained) override;
    Result<HostTensor> embeddings(std::span<const std::int32_t> ids) override;
    Result<EmbeddingScale> embeddingScale() override;
    Result<std::vector<std::vector<NearestToken>>> nearest(const HostTensor& vectors, std::int64_t count,
                                                           std::string_view metric) override;
    Result<std::vector<std::vector<std::int32_t>>> generate(
        std::span<const std::vector<std::int32_t>> contexts, const TensorMap& trained,
        const GenerationOptions& options,
        const std::function<bool(std::size_t row, std::int32_t token)>& told) override;

    // For generation and measuring.
    const BackboneModule& module() const { return *module_; }
    Dtype dtype() const { return dtype_; }
    /// A batch planned and laid out, its input embeddings in the stream.
    struct Prepared {
        layers::PackedPlan plan;
        std::unique_ptr<ModuleWork> work;
        std::optional<layers::Head> head;
    };
    Result<Prepared> prepare(const PackedBatch& batch, const TensorMap& trained,
                             std::span<const std::int32_t> restricted, bool keep);
    /// The same for a plan that is made already; tokens below 0 are soft slots of `prompt`.
    Result<Prepared> prepare(layers::PackedPlan plan, std::span<const std::int32_t> tokens,
                             const HostTensor* prompt, std::span<const std::int32_t> restricted, bool keep);

    /// After forward(): told(output, logits [vocabulary]) of each output in turn.
    void eachLogits(const Prepared& run,
                    const std::function<void(std::int64_t, std::span<const float>)>& told) const;

  private:
    Result<Prepared> forward(const PackedBatch& batch, const TensorMap& trained);
    BackboneShape shape_;
    Dtype dtype_;
    std::unique_ptr<BackboneModule> module_;
    layers::Pages pages_;  ///< the arena's memory; grows between batches alone
    const layers::Kernels& kernels_;
    std::optional<EmbeddingScale> scale_;
};

/// The trained tensor "prompt" [slots, width], null where `trained` is empty; refuses what this engine does
/// not train.
Result<const HostTensor*> promptOf(const TensorMap& trained, std::int64_t width);

}  // namespace lathe
