// SPDX-License-Identifier: Apache-2.0
// BERT: norms behind each block, every row sees all of itself, a transform in front of the tied head.
#include <string>
#include <vector>

#include "core/backbones/bert/module_parts.h"
#include "core/engine/layers/shape_tools.h"
#include "core/engine/layers/weights.h"

namespace lathe::bert {

namespace {

layers::StackShape stackShape(const BackboneShape& from, Dtype dtype, const Names& names) {
    layers::StackShape shape = layers::sizesOf(from, dtype);
    shape.centred = shape.normBias = shape.normAfter = true;
    shape.causal = false;
    shape.attentionBias = shape.outputBias = shape.innerBias = shape.downBias = true;
    shape.gated = false;
    shape.activation = layers::activationOf(from.config["activation"].string());
    shape.epsilon = static_cast<float>(from.config["layer_norm_eps"].toNumber());
    shape.positionRows = from.config["max_position_embeddings"].toInteger();
    shape.positionOffset = from.config["position_offset"].toInteger();
    shape.transform = true;
    shape.transformActivation = names.transformActivation.empty()
                                    ? shape.activation
                                    : layers::activationOf(names.transformActivation);
    return shape;
}

Result<> readLayer(const layers::WeightReader& reader, layers::Stack& stack, const std::string& at,
                   std::int64_t number) {
    const std::int64_t width = stack.shape().width;
    layers::StackLayer& layer = stack.layer(number);
    const std::string self = at + "attention.self.";
    LATHE_CHECK(
        reader.linears({self + "query", self + "key", self + "value"}, layer.attention, layer.attentionBias));
    LATHE_CHECK(reader.linears({at + "attention.output.dense"}, layer.output, layer.outputBias));
    LATHE_CHECK(reader.norm(at + "attention.output.LayerNorm", layer.attentionNorm, width));
    LATHE_CHECK(reader.linears({at + "intermediate.dense"}, layer.inner, layer.innerBias));
    LATHE_CHECK(reader.linears({at + "output.dense"}, layer.down, layer.downBias));
    return reader.norm(at + "output.LayerNorm", layer.feedForwardNorm, width);
}

/// Every token is of the first type, so its embedding belongs to each position's.
Result<> readPositions(const layers::WeightReader& reader, const std::string& at, std::int64_t types,
                       layers::Stack& stack) {
    const std::int64_t width = stack.shape().width, rows = stack.shape().positionRows;
    float* positions = stack.ends().positions;
    std::vector<float> type(static_cast<std::size_t>(types * width));
    LATHE_CHECK(reader.vector(at + "position_embeddings.weight", positions, rows * width));
    LATHE_CHECK(reader.vector(at + "token_type_embeddings.weight", type.data(), types * width));
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t i = 0; i < width; ++i)
            positions[row * width + i] += type[static_cast<std::size_t>(i)];
    type.resize(static_cast<std::size_t>(width));
    reader.changed(at + "position_embeddings.weight", 1, std::move(type));
    return {};
}

}  // namespace

Result<std::unique_ptr<layers::Transformer>> makeMasked(const ModuleInput& input, const Names& names) {
    const BackboneShape& from = input.files.entry.shape;
    LATHE_TRY(reader, layers::WeightReader::open(input.files, input.log));
    const std::string at = names.base + "embeddings.", words = at + "word_embeddings.weight";
    LATHE_TRY(tied, reader.tied(names.headWeight, words, from.tiedHead));
    layers::TransformerShape whole{from.vocabulary, from.width, input.dtype, tied};
    whole.headBias = true;
    auto model = std::make_unique<layers::Transformer>(whole, stackShape(from, input.dtype, names));
    layers::Stack& stack = model->main();
    const auto read = [&](std::int64_t part) -> Result<> {
        if (part > 0)
            return readLayer(reader, stack, names.base + "encoder.layer." + std::to_string(part - 1) + ".",
                             part - 1);
        LATHE_CHECK(reader.matrix(words, model->embedding()));
        LATHE_CHECK(readPositions(reader, at, from.config["type_vocab_size"].toInteger(), stack));
        LATHE_CHECK(reader.norm(at + "LayerNorm", stack.ends().embeddingNorm, from.width));
        LATHE_CHECK(reader.linears({names.dense}, stack.ends().dense, stack.ends().denseBias));
        LATHE_CHECK(reader.norm(names.denseNorm, stack.ends().denseNorm, from.width));
        if (!tied) LATHE_CHECK(reader.matrix(names.headWeight, model->head().matrix));
        return reader.vector(names.headBias, model->head().bias, from.vocabulary);
    };
    LATHE_CHECK(layers::readParts(from.layers + 1, read));
    return model;
}

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input);

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input) {
    return makeMasked(input, names());
}

}  // namespace lathe::bert
