// SPDX-License-Identifier: Apache-2.0
// What the layers make of texts: keys and values, for prefixes to start from, and what looks at them.
#include <algorithm>
#include <numeric>

#include "core/engine/layers/guard.h"
#include "core/engine/transformer_backbone.h"

namespace lathe {

namespace {

/// One row in each stack that the backbone has.
PackedBatch oneRow(std::span<const std::int32_t> tokens, BackboneKind kind) {
    PackedBatch batch;
    const auto count = static_cast<std::int32_t>(tokens.size());
    batch.tokens.assign(tokens.begin(), tokens.end());
    batch.positions.resize(tokens.size());
    std::iota(batch.positions.begin(), batch.positions.end(), 0);
    batch.causal = kind != BackboneKind::Masked;
    batch.rows = {{0, count, -1}};
    if (kind != BackboneKind::EncoderDecoder) return batch;
    batch.rows.front().reads = 0;
    batch.encoderTokens = batch.tokens;
    batch.encoderPositions = batch.positions;
    batch.encoderRows = {{0, count, -1}};
    return batch;
}

/// Rows of `width` values that lie `stride` apart in each layer, as one tensor [layers, rows, width].
template <class At>
HostTensor gathered(std::string name, const layers::StackWork& work, const layers::Kernels& kernels,
                    std::int64_t rows, std::int64_t width, std::int64_t strideBytes, const At& at) {
    HostTensor out{std::move(name), {static_cast<std::int64_t>(work.layers.size()), rows, width}, {}};
    out.data.resize(static_cast<std::size_t>(out.elements()));
    float* to = out.data.data();
    for (const layers::KeptLayer& layer : work.layers) {
        const auto* from = static_cast<const char*>(at(layer));
        for (std::int64_t r = 0; r < rows; ++r, to += width) kernels.widen(from + r * strideBytes, to, width);
    }
    return out;
}

/// A stack's own attention, or what it reads of an encoder.
struct Reading {
    const layers::Stack& stack;
    const layers::StackWork& work;
    std::string at;
    bool cross = false;
};

void addKeysAndValues(TensorMap& all, const Reading& from, std::int64_t rows,
                      const layers::Kernels& kernels) {
    const layers::StackShape& s = from.stack.shape();
    const std::int64_t width = s.keyWidth(), element = s.elementBytes(),
                       stride = (from.cross ? 2 * width : s.attentionColumns()) * element;
    for (const bool value : {false, true})
        all.push_back(gathered(from.at + (value ? ".value" : ".key"), from.work, kernels, rows, width, stride,
                               [&](const layers::KeptLayer& layer) {
                                   return static_cast<const char*>(from.cross ? layer.crossKey : layer.key) +
                                          (value ? width * element : 0);
                               }));
}

/// Queries times the scale of their scores, and the sums of those, less what a key's position may add.
void addQueries(TensorMap& all, const Reading& from, std::int64_t rows, const layers::Kernels& kernels) {
    const layers::StackShape& s = from.stack.shape();
    const std::int64_t width = s.queryWidth(),
                       stride = (from.cross ? width : s.attentionColumns()) * s.elementBytes();
    HostTensor query =
        gathered(from.at + ".query", from.work, kernels, rows, width, stride,
                 [&](const layers::KeptLayer& layer) { return from.cross ? layer.crossQuery : layer.query; });
    const std::size_t each = query.data.size() / static_cast<std::size_t>(s.layers);
    for (std::int64_t layer = 0; layer < s.layers; ++layer)
        for (std::size_t i = 0; i < each; ++i)
            query.data[static_cast<std::size_t>(layer) * each + i] *= s.scaleOf(layer);
    HostTensor sums{from.at + ".log_sum", {s.layers, rows, s.heads}, {}};
    for (const layers::KeptLayer& layer : from.work.layers) {
        const float* sum = from.cross ? layer.crossLogSum : layer.logSum;
        sums.data.insert(sums.data.end(), sum, sum + rows * s.heads);
    }
    if (const float* bias = from.stack.biasTable(); bias && !from.cross)
        for (std::int64_t head = 0; head < s.heads; ++head) {
            const float* first = bias + head * (2 * s.biasReach + 1);
            const float most = *std::max_element(first, first + 2 * s.biasReach + 1);
            for (auto i = static_cast<std::size_t>(head); i < sums.data.size();
                 i += static_cast<std::size_t>(s.heads))
                sums.data[i] -= most;
        }
    all.push_back(std::move(query));
    all.push_back(std::move(sums));
}

}  // namespace

Result<TransformerBackbone::Kept> TransformerBackbone::keepAll(PackedBatch batch, const Trained& trained) {
    for (const std::vector<std::int32_t>* tokens : {&batch.tokens, &batch.encoderTokens})
        if (std::any_of(tokens->begin(), tokens->end(), [](std::int32_t token) { return token < 0; }))
            return failed("a soft slot is no word");
    // Every token an output, so that no layer is narrowed; kept as for a way back, so that each has its
    // place.
    batch.predicted.resize(batch.tokens.size());
    std::iota(batch.predicted.begin(), batch.predicted.end(), 0);
    batch.targets.assign(batch.tokens.size(), 0);
    batch.weights.assign(batch.tokens.size(), 0.0F);
    LATHE_CHECK(tuned_.put({}));
    LATHE_TRY(plan, layers::planBatch(batch, limits(trained)));
    Kept kept;
    const auto layOut = [&](layers::Arena& arena) {
        if (plan.encoder.tokens > 0) kept.encoder = model_->encoder()->layOut(plan.encoder, true, arena);
        kept.main = model_->main().layOut(plan.main, true, arena);
        if (kept.encoder) kept.encoder->lanes.push_back({trained.encoder, {}, {}});
        kept.main->lanes.push_back({trained.prefix, trained.cross, {}});
        if (kept.encoder) kept.main->encoded = kept.encoder->hidden;
    };
    layers::Arena measure;
    layOut(measure);
    kept.pages = layers::Pages(measure.used());
    layers::Arena arena(kept.pages);
    layOut(arena);
    if (kept.encoder) {
        embed(batch.encoderTokens, nullptr, model_->encoderEmbedding(), kept.encoder->stream);
        model_->encoder()->forward(plan.encoder, *kept.encoder);
    }
    embed(batch.tokens, nullptr, model_->decoderEmbedding(), kept.main->stream);
    model_->main().forward(plan.main, *kept.main);
    return kept;
}

Result<TensorMap> TransformerBackbone::keysAndValues(std::span<const std::int32_t> tokens) {
    return guarded("reading the words", [&]() -> Result<TensorMap> {
        if (tokens.empty()) return failed("there are no words to read");
        LATHE_TRY(kept, keepAll(oneRow(tokens, shape_.kind)));
        const auto rows = static_cast<std::int64_t>(tokens.size());
        TensorMap all;
        if (kept.encoder)
            addKeysAndValues(all, {*model_->encoder(), *kept.encoder, "encoder.self"}, rows, kernels_);
        const char* own = shape_.kind == BackboneKind::Masked ? "encoder.self" : "decoder.self";
        addKeysAndValues(all, {model_->main(), *kept.main, own}, rows, kernels_);
        if (kept.encoder)
            addKeysAndValues(all, {model_->main(), *kept.main, "decoder.cross", true}, rows, kernels_);
        return all;
    });
}

Result<TensorMap> TransformerBackbone::queries(const PackedBatch& batch) {
    return guarded("reading the rows", [&]() -> Result<TensorMap> {
        LATHE_TRY(kept, keepAll(batch));
        const auto rows = static_cast<std::int64_t>(batch.tokens.size());
        TensorMap all;
        if (kept.encoder)
            addQueries(all, {*model_->encoder(), *kept.encoder, "encoder.self"},
                       static_cast<std::int64_t>(batch.encoderTokens.size()), kernels_);
        const char* own = shape_.kind == BackboneKind::Masked ? "encoder.self" : "decoder.self";
        addQueries(all, {model_->main(), *kept.main, own}, rows, kernels_);
        if (kept.encoder)
            addQueries(all, {model_->main(), *kept.main, "decoder.cross", true}, rows, kernels_);
        return all;
    });
}

}  // namespace lathe
