// SPDX-License-Identifier: Apache-2.0
// GPT-2: layer norms before each block, learned positions, matrices stored inputs by outputs.
#include <cmath>
#include <string>

#include "core/engine/layers/shape_tools.h"
#include "core/engine/layers/weights.h"
#include "core/engine/module.h"

namespace lathe::gpt2 {

namespace {

layers::StackShape stackShape(const BackboneShape& from, Dtype dtype) {
    layers::StackShape shape = layers::sizesOf(from, dtype);
    shape.centred = shape.normBias = true;
    shape.attentionBias = shape.outputBias = shape.innerBias = shape.downBias = true;
    shape.gated = false;
    shape.activation = layers::activationOf(from.config["activation"].string());
    shape.epsilon = static_cast<float>(from.config["layer_norm_epsilon"].toNumber());
    shape.positionRows = from.context;
    const bool scaled = from.config["scale_attn_weights"].toBool(true),
               byLayer = from.config["scale_attn_by_inverse_layer_idx"].toBool();
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        const float scale = scaled ? 1.0F / std::sqrt(static_cast<float>(shape.headWidth)) : 1.0F;
        shape.attentionScale.push_back(byLayer ? scale / static_cast<float>(layer + 1) : scale);
    }
    return shape;
}

Result<> readLayer(const layers::WeightReader& reader, layers::Stack& stack, std::int64_t number) {
    const std::int64_t width = stack.shape().width, inner = stack.shape().feedForward;
    layers::StackLayer& layer = stack.layer(number);
    const std::string at = "transformer.h." + std::to_string(number) + ".";
    LATHE_CHECK(reader.norm(at + "ln_1", layer.attentionNorm, width));
    LATHE_CHECK(reader.turned(at + "attn.c_attn.weight", layer.attention));
    LATHE_CHECK(reader.vector(at + "attn.c_attn.bias", layer.attentionBias, 3 * width));
    LATHE_CHECK(reader.turned(at + "attn.c_proj.weight", layer.output));
    LATHE_CHECK(reader.vector(at + "attn.c_proj.bias", layer.outputBias, width));
    LATHE_CHECK(reader.norm(at + "ln_2", layer.feedForwardNorm, width));
    LATHE_CHECK(reader.turned(at + "mlp.c_fc.weight", layer.inner));
    LATHE_CHECK(reader.vector(at + "mlp.c_fc.bias", layer.innerBias, inner));
    LATHE_CHECK(reader.turned(at + "mlp.c_proj.weight", layer.down));
    return reader.vector(at + "mlp.c_proj.bias", layer.downBias, width);
}

}  // namespace

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input);

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input) {
    const BackboneShape& from = input.files.entry.shape;
    LATHE_TRY(reader, layers::WeightReader::open(input.files, input.log));
    LATHE_TRY(tied, reader.tied("lm_head.weight", "transformer.wte.weight", from.tiedHead));
    auto model = std::make_unique<layers::Transformer>(
        layers::TransformerShape{from.vocabulary, from.width, input.dtype, tied},
        stackShape(from, input.dtype));
    layers::Stack& stack = model->main();
    const auto read = [&](std::int64_t part) -> Result<> {
        if (part > 0) return readLayer(reader, stack, part - 1);
        LATHE_CHECK(reader.matrix("transformer.wte.weight", model->embedding()));
        LATHE_CHECK(
            reader.vector("transformer.wpe.weight", stack.ends().positions, from.context * from.width));
        if (!tied) LATHE_CHECK(reader.matrix("lm_head.weight", model->head().matrix));
        return reader.norm("transformer.ln_f", stack.ends().finalNorm, from.width);
    };
    LATHE_CHECK(layers::readParts(from.layers + 1, read));
    return model;
}

}  // namespace lathe::gpt2
