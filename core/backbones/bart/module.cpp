// SPDX-License-Identifier: Apache-2.0
// BART: norms behind each block and on both embeddings, learned positions from row 2 on, a bias on the
// logits.
#include <cmath>
#include <string>

#include "core/engine/layers/shape_tools.h"
#include "core/engine/layers/weights.h"
#include "core/engine/module.h"

namespace lathe::bart {

namespace {

layers::StackShape stackShape(const BackboneShape& from, Dtype dtype, bool decoder) {
    layers::StackShape shape = layers::sizesOf(from, dtype);
    if (!decoder) {
        shape.layers = from.encoderLayers;
        shape.heads = shape.keyValueHeads = from.config["encoder_attention_heads"].toInteger();
        shape.headWidth = from.width / shape.heads;
        shape.feedForward = from.config["encoder_ffn_dim"].toInteger();
    }
    shape.centred = shape.normBias = shape.normAfter = true;
    shape.epsilon = 1e-5F;
    shape.causal = decoder;
    shape.encoderWidth = decoder ? from.width : 0;
    shape.attentionBias = shape.outputBias = shape.innerBias = shape.downBias = true;
    shape.gated = false;
    shape.activation = layers::activationOf(from.config["activation"].string());
    shape.positionOffset = 2;
    shape.positionRows = from.context + shape.positionOffset;
    return shape;
}

Result<> readLayer(const layers::WeightReader& reader, layers::Stack& stack, const std::string& at,
                   std::int64_t number) {
    const std::int64_t width = stack.shape().width;
    layers::StackLayer& layer = stack.layer(number);
    const std::string self = at + "self_attn.", cross = at + "encoder_attn.";
    LATHE_CHECK(reader.linears({self + "q_proj", self + "k_proj", self + "v_proj"}, layer.attention,
                               layer.attentionBias));
    LATHE_CHECK(reader.linears({self + "out_proj"}, layer.output, layer.outputBias));
    LATHE_CHECK(reader.norm(at + "self_attn_layer_norm", layer.attentionNorm, width));
    if (stack.shape().encoderWidth > 0) {
        LATHE_CHECK(reader.linears({cross + "q_proj"}, layer.crossQuery, layer.crossQueryBias));
        LATHE_CHECK(reader.linears({cross + "k_proj", cross + "v_proj"}, layer.crossKeyValue,
                                   layer.crossKeyValueBias));
        LATHE_CHECK(reader.linears({cross + "out_proj"}, layer.crossOutput, layer.crossOutputBias));
        LATHE_CHECK(reader.norm(at + "encoder_attn_layer_norm", layer.crossNorm, width));
    }
    LATHE_CHECK(reader.linears({at + "fc1"}, layer.inner, layer.innerBias));
    LATHE_CHECK(reader.linears({at + "fc2"}, layer.down, layer.downBias));
    return reader.norm(at + "final_layer_norm", layer.feedForwardNorm, width);
}

Result<> readEnds(const layers::WeightReader& reader, layers::Stack& stack, const std::string& at) {
    const layers::StackShape& shape = stack.shape();
    LATHE_CHECK(reader.vector(at + "embed_positions.weight", stack.ends().positions,
                              shape.positionRows * shape.width));
    return reader.norm(at + "layernorm_embedding", stack.ends().embeddingNorm, shape.width);
}

}  // namespace

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input);

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input) {
    const BackboneShape& from = input.files.entry.shape;
    LATHE_TRY(reader, layers::WeightReader::open(input.files, input.log));
    const std::string shared = "model.shared.weight", encoder = "model.encoder.embed_tokens.weight",
                      decoder = "model.decoder.embed_tokens.weight";
    LATHE_TRY(tied, reader.tied("lm_head.weight", shared, from.tiedHead));
    // Published checkpoints hold one table. Where the copies differ each part embeds by its own, but text
    // behind a soft prompt by the shared one, as in PEFT.
    LATHE_TRY(encodes, reader.tied(encoder, shared, true));
    LATHE_TRY(decodes, reader.tied(decoder, shared, true));
    layers::TransformerShape whole{from.vocabulary, from.width, input.dtype, tied};
    whole.encoderTable = !encodes;
    whole.decoderTable = !decodes;
    whole.headBias = reader.has("final_logits_bias");
    if (from.config["scale_embedding"].toBool())
        whole.embeddingScale = std::sqrt(static_cast<float>(from.width));
    auto model = std::make_unique<layers::Transformer>(whole, stackShape(from, input.dtype, true),
                                                       stackShape(from, input.dtype, false));
    const auto read = [&](std::int64_t part) -> Result<> {
        if (part > from.encoderLayers) {
            const std::int64_t number = part - 1 - from.encoderLayers;
            return readLayer(reader, model->main(), "model.decoder.layers." + std::to_string(number) + ".",
                             number);
        }
        if (part > 0)
            return readLayer(reader, *model->encoder(),
                             "model.encoder.layers." + std::to_string(part - 1) + ".", part - 1);
        LATHE_CHECK(reader.matrix(shared, model->embedding()));
        if (whole.encoderTable) LATHE_CHECK(reader.matrix(encoder, model->encoderEmbedding()));
        if (whole.decoderTable) LATHE_CHECK(reader.matrix(decoder, model->decoderEmbedding()));
        if (!tied) LATHE_CHECK(reader.matrix("lm_head.weight", model->head().matrix));
        if (whole.headBias)
            LATHE_CHECK(reader.vector("final_logits_bias", model->head().bias, from.vocabulary));
        LATHE_CHECK(readEnds(reader, model->main(), "model.decoder."));
        return readEnds(reader, *model->encoder(), "model.encoder.");
    };
    LATHE_CHECK(layers::readParts(1 + from.encoderLayers + from.layers, read));
    return model;
}

}  // namespace lathe::bart
