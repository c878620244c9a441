// SPDX-License-Identifier: Apache-2.0
// BART (Lewis et al. 2020) and what was distilled or tuned from it. Hugging Face's BartConfig.
#include "core/backbones/description.h"
#include "core/backbones/config_reader.h"
#include "core/backbones/tensor_list.h"

namespace lathe::bart {
namespace {

/// The first rows of the position table are never used.
constexpr std::int64_t kOffset = 2;

std::vector<ExpectedTensor> tensors(const BackboneShape& shape) {
    const std::int64_t width = shape.width;
    TensorList list("model.");
    ExpectedTensor& shared = list.add("shared.weight", {shape.vocabulary, width});
    for (const char* name : {"encoder.embed_tokens.weight", "decoder.embed_tokens.weight"}) {
        shared.also.push_back(std::string("model.") + name);
        shared.also.push_back(name);
    }
    for (const char* copy : {"encoder.embed_tokens.weight", "decoder.embed_tokens.weight"})
        list.add(copy, {shape.vocabulary, width}).optional = true;
    for (const bool decoder : {false, true}) {
        const std::string stack = decoder ? "decoder." : "encoder.";
        const std::int64_t inner = shape.config[decoder ? "decoder_ffn_dim" : "encoder_ffn_dim"].toInteger();
        list.add(stack + "embed_positions.weight", {shape.context + kOffset, width});
        list.norm(stack + "layernorm_embedding", width, true);
        for (std::int64_t layer = 0; layer < (decoder ? shape.layers : shape.encoderLayers); ++layer) {
            const std::string at = stack + "layers." + std::to_string(layer) + ".";
            const auto attention = [&](const std::string& name) {
                for (const char* part : {".q_proj", ".k_proj", ".v_proj", ".out_proj"})
                    list.linear(at + name + part, width, width, true);
                list.norm(at + name + "_layer_norm", width, true);
            };
            attention("self_attn");
            if (decoder) attention("encoder_attn");
            list.linear(at + "fc1", inner, width, true);
            list.linear(at + "fc2", width, inner, true);
            list.norm(at + "final_layer_norm", width, true);
        }
    }
    list.addHead("final_logits_bias", {1, shape.vocabulary}).optional = true;
    list.addHead("lm_head.weight", {shape.vocabulary, width}).optional = shape.tiedHead;
    return list.take();
}

Result<BackboneShape> shape(const Json& config) {
    ConfigReader read(config);
    read.only("is_encoder_decoder", {true});
    read.only("quantization_config", {});
    read.only("normalize_before", {false});
    read.only("add_final_layer_norm", {false});
    read.only("normalize_embedding", {true});
    read.only("static_position_embeddings", {false});
    read.only("extra_pos_embeddings", {2});
    read.only("do_blenderbot_90_layernorm", {false});
    BackboneShape shape;
    shape.family = "bart";
    shape.kind = BackboneKind::EncoderDecoder;
    shape.vocabulary = read.size("vocab_size", 50265);
    shape.width = read.size("d_model", 1024);
    shape.encoderLayers = read.size("encoder_layers", 12);
    shape.layers = read.size("decoder_layers", 12);
    const std::int64_t encoderHeads = read.size("encoder_attention_heads", 16);
    shape.heads = shape.keyValueHeads = read.size("decoder_attention_heads", 16);
    const std::int64_t encoderInner = read.size("encoder_ffn_dim", 4096);
    shape.feedForward = read.size("decoder_ffn_dim", 4096);
    shape.context = read.size("max_position_embeddings", 1024);
    shape.tiedHead = read.flag("tie_word_embeddings", true);
    shape.decoderStart =
        static_cast<std::int32_t>(read.token("decoder_start_token_id", read.token("eos_token_id", 2)));
    const bool scaled = read.flag("scale_embedding", false);
    const std::string activation = read.activation("activation_function", "gelu");
    if (read.good() && std::max(shape.layers, shape.encoderLayers) > 4096)
        read.wrong("decoder_layers", "more than 4096 layers");
    for (const auto& [key, heads] : {std::pair{"encoder_attention_heads", encoderHeads},
                                     std::pair{"decoder_attention_heads", shape.heads}})
        if (read.good() && shape.width % heads != 0)
            read.wrong(key,
                       std::to_string(heads) + " heads do not divide d_model " + std::to_string(shape.width));
    if (read.good() && shape.decoderStart >= shape.vocabulary)
        read.wrong("decoder_start_token_id",
                   std::to_string(shape.decoderStart) + " is not in the vocabulary");
    if (!read.good()) return read.error();
    shape.headWidth = shape.width / shape.heads;

    shape.config = config;
    shape.config.set("encoder_attention_heads", encoderHeads);
    shape.config.set("encoder_ffn_dim", encoderInner);
    shape.config.set("decoder_ffn_dim", shape.feedForward);
    shape.config.set("scale_embedding", scaled);
    shape.config.set("activation", activation);
    shape.parameters = numbersIn(tensors(shape));
    return shape;
}

}  // namespace

BackboneDescription description();

BackboneDescription description() {
    BackboneDescription family;
    family.family = "bart";
    family.label = "BART";
    family.architectures = {"BartForConditionalGeneration", "BartModel"};
    family.modelTypes = {"bart"};
    family.kind = BackboneKind::EncoderDecoder;
    family.shape = shape;
    family.tensors = tensors;
    family.ignored = {"encoder.version",
                      "decoder.version",
                      "classification_head.dense.weight",
                      "classification_head.dense.bias",
                      "classification_head.out_proj.weight",
                      "classification_head.out_proj.bias"};
    return family;
}

}  // namespace lathe::bart
