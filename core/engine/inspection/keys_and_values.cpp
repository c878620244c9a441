// SPDX-License-Identifier: Apache-2.0
// The keys and values that the layers make of a text: what a prefix can start from.
#include <numeric>

#include "core/engine/layers/guard.h"
#include "core/engine/transformer_backbone.h"

namespace lathe {

namespace {

/// One row in each stack the backbone has, every token of it an output, so that no layer is narrowed.
PackedBatch oneRow(std::span<const std::int32_t> tokens, BackboneKind kind) {
    PackedBatch batch;
    const auto count = static_cast<std::int32_t>(tokens.size());
    batch.tokens.assign(tokens.begin(), tokens.end());
    batch.positions.resize(tokens.size());
    std::iota(batch.positions.begin(), batch.positions.end(), 0);
    batch.causal = kind != BackboneKind::Masked;
    batch.rows = {{0, count, -1}};
    batch.predicted = batch.positions;
    batch.targets.assign(tokens.size(), 0);
    batch.weights.assign(tokens.size(), 0.0F);
    if (kind != BackboneKind::EncoderDecoder) return batch;
    batch.rows.front().reads = 0;
    batch.encoderTokens = batch.tokens;
    batch.encoderPositions = batch.positions;
    batch.encoderRows = {{0, count, -1}};
    return batch;
}

/// "AT.key" and "AT.value" [layers, rows, width] of rows that lie `stride` values apart, keys before values.
void read(TensorMap& all, const std::string& at, const layers::Stack& stack, const layers::StackWork& work,
          bool cross, std::int64_t rows, const layers::Kernels& kernels) {
    const layers::StackShape& s = stack.shape();
    const std::int64_t width = s.keyWidth(), bytes = s.elementBytes(),
                       stride = cross ? 2 * width : s.attentionColumns();
    for (const bool value : {false, true}) {
        HostTensor& tensor =
            all.emplace_back(HostTensor{at + (value ? ".value" : ".key"), {s.layers, rows, width}, {}});
        tensor.data.resize(static_cast<std::size_t>(tensor.elements()));
        float* to = tensor.data.data();
        for (const layers::KeptLayer& layer : work.layers) {
            const char* from =
                static_cast<const char*>(cross ? layer.crossKey : layer.key) + (value ? width * bytes : 0);
            for (std::int64_t r = 0; r < rows; ++r, to += width)
                kernels.widen(from + r * stride * bytes, to, width);
        }
    }
}

}  // namespace

Result<TensorMap> TransformerBackbone::keysAndValues(std::span<const std::int32_t> tokens) {
    return guarded("reading the words", [&]() -> Result<TensorMap> {
        if (tokens.empty()) return failed("there are no words to read");
        for (const std::int32_t token : tokens)
            if (token < 0) return failed("a soft slot is no word");
        const PackedBatch batch = oneRow(tokens, shape_.kind);
        LATHE_TRY(plan, layers::planBatch(batch, limits({})));
        const auto rows = static_cast<std::int64_t>(tokens.size());
        // Kept as for a way back, so that each layer has a place of its own.
        std::unique_ptr<layers::StackWork> encoder, main;
        const auto layOut = [&](layers::Arena& arena) {
            if (plan.encoder.tokens > 0) encoder = model_->encoder()->layOut(plan.encoder, true, arena);
            main = model_->main().layOut(plan.main, true, arena);
            if (encoder) main->encoded = encoder->hidden;
        };
        layers::Arena measure;
        layOut(measure);
        const layers::Pages pages(measure.used());
        layers::Arena arena(pages);
        layOut(arena);
        TensorMap all;
        if (encoder) {
            embed(batch.encoderTokens, nullptr, encoder->stream);
            model_->encoder()->forward(plan.encoder, *encoder);
            read(all, "encoder.self", *model_->encoder(), *encoder, false, rows, kernels_);
        }
        embed(batch.tokens, nullptr, main->stream);
        model_->main().forward(plan.main, *main);
        read(all, shape_.kind == BackboneKind::Masked ? "encoder.self" : "decoder.self", model_->main(),
             *main, false, rows, kernels_);
        if (encoder) read(all, "decoder.cross", model_->main(), *main, true, rows, kernels_);
        return all;
    });
}

}  // namespace lathe
