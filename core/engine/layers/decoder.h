// SPDX-License-Identifier: Apache-2.0
// A frozen decoder with its norm before each block: hand-written forward and backward, no weight gradients.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/engine/module.h"

namespace lathe::layers {

struct DecoderShape {
    std::int64_t width = 0, layers = 0, heads = 0, keyValueHeads = 0, headWidth = 0, feedForward = 0,
                 vocabulary = 0;
    float epsilon = 0;
    Dtype dtype = Dtype::Float32;
    bool tiedHead = true;
    bool attentionBias = false, outputBias = false,
         gateBias = false;           ///< q, k, v; attention's output; the gated block
    std::vector<float> frequencies;  ///< rotary, [headWidth / 2], radians a position

    std::int64_t queryWidth() const { return heads * headWidth; }
    std::int64_t keyWidth() const { return keyValueHeads * headWidth; }
    std::int64_t elementBytes() const { return dtype == Dtype::Float32 ? 4 : 2; }
};

struct DecoderLayer {
    Matrix attention;  ///< query, key, value rows [(heads + 2 kv heads) * headWidth, width]
    Matrix output;     ///< [width, heads * headWidth]
    Matrix gateUp;     ///< [2 * feedForward, width]
    Matrix down;       ///< [width, feedForward]
    float *norm1 = nullptr, *norm2 = nullptr;
    float *attentionBias = nullptr, *outputBias = nullptr, *gateUpBias = nullptr, *downBias = nullptr;
};

class Decoder : public BackboneModule {
  public:
    /// Takes memory for all weights; the family then fills them.
    explicit Decoder(DecoderShape shape);

    DecoderLayer& layer(std::int64_t number) { return layers_[static_cast<std::size_t>(number)]; }
    Matrix& embeddingMatrix() { return embedding_; }
    Matrix& headMatrix() { return head_; }
    float* finalNorm() { return finalNorm_; }
    const DecoderShape& shape() const { return shape_; }

    std::uint64_t weightBytes() const override { return pages_.size(); }
    const Matrix& embedding() const override { return embedding_; }
    const Matrix& head() const override { return head_; }
    std::int64_t cacheRowBytes() const override { return 2 * shape_.keyWidth() * shape_.elementBytes(); }
    std::unique_ptr<ModuleWork> layOut(const PackedPlan& plan, bool keep, Arena& arena) const override;
    void forward(const PackedPlan& plan, ModuleWork& work, const KeyCache* cache) const override;
    void backward(const PackedPlan& plan, ModuleWork& work) const override;
    void bareProducts(const PackedPlan& plan, ModuleWork& work) const override;

  private:
    void place(Arena& arena);

    DecoderShape shape_;
    Pages pages_;
    Matrix embedding_, head_;
    float* finalNorm_ = nullptr;
    std::vector<DecoderLayer> layers_;
    const Kernels& kernels_;
};

}  // namespace lathe::layers
