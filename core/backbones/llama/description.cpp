// SPDX-License-Identifier: Apache-2.0
// Llama (Touvron et al. 2023) and what is built alike: SmolLM2, TinyLlama, Llama 3. Hugging Face's
// LlamaConfig.
#include <algorithm>
#include <cmath>

#include "core/backbones/config_reader.h"
#include "core/backbones/description.h"
#include "core/backbones/llama/description_parts.h"

namespace lathe::llama {
namespace {

void refuse(ConfigReader& read) {
    read.only("hidden_act", {"silu"});
    read.only("sliding_window", {});
    read.only("quantization_config", {});
    read.only("partial_rotary_factor", {1});
    read.only("is_encoder_decoder", {false});
}

Result<BackboneShape> shape(const Json& config) {
    ConfigReader read(config);
    refuse(read);
    BackboneShape shape;
    shape.family = "llama";
    shape.kind = BackboneKind::Decoder;
    shape.vocabulary = read.size("vocab_size");
    shape.width = read.size("hidden_size");
    shape.layers = read.size("num_hidden_layers");
    shape.heads = read.size("num_attention_heads");
    shape.keyValueHeads = read.size("num_key_value_heads", shape.heads);
    shape.feedForward = read.size("intermediate_size");
    shape.context = read.size("max_position_embeddings", 2048);
    shape.tiedHead = read.flag("tie_word_embeddings", false);
    const double epsilon = read.positive("rms_norm_eps", 1e-6);
    const bool attentionBias = read.flag("attention_bias", false), mlpBias = read.flag("mlp_bias", false);
    if (read.good() && shape.layers > 4096) read.wrong("num_hidden_layers", "more than 4096 layers");
    if (read.good() && shape.width % shape.heads != 0 && config["head_dim"].isNull())
        read.wrong("num_attention_heads", std::to_string(shape.heads) + " heads do not divide hidden_size " +
                                              std::to_string(shape.width));
    if (read.good() && shape.heads % shape.keyValueHeads != 0)
        read.wrong("num_key_value_heads", std::to_string(shape.keyValueHeads) +
                                              " do not divide num_attention_heads " +
                                              std::to_string(shape.heads));
    shape.headWidth = read.size("head_dim", std::max<std::int64_t>(1, shape.width / shape.heads));
    if (read.good() && shape.headWidth % 2 != 0)
        read.wrong("head_dim", std::to_string(shape.headWidth) + " is odd, and rotary embedding turns pairs");
    const Rope rope = readRope(config, read);
    if (!read.good()) return read.error();

    // Complete, so that the module reads it without defaults of its own.
    shape.config = config;
    shape.config.set("num_key_value_heads", shape.keyValueHeads);
    shape.config.set("head_dim", shape.headWidth);
    shape.config.set("max_position_embeddings", shape.context);
    shape.config.set("tie_word_embeddings", shape.tiedHead);
    shape.config.set("rms_norm_eps", epsilon);
    shape.config.set("attention_bias", attentionBias);
    shape.config.set("mlp_bias", mlpBias);
    shape.config.set("rope_theta", rope.theta);
    shape.config.set("rope_scaling", rope.scaling);
    for (const ExpectedTensor& tensor : description().tensors(shape)) {
        if (tensor.optional) continue;
        std::int64_t elements = 1;
        for (const std::int64_t size : tensor.shape) elements *= size;
        shape.parameters += elements;
    }
    return shape;
}

std::vector<ExpectedTensor> tensors(const BackboneShape& shape) {
    const std::int64_t width = shape.width, queries = shape.heads * shape.headWidth,
                       keys = shape.keyValueHeads * shape.headWidth;
    const bool attentionBias = shape.config["attention_bias"].toBool(),
               mlpBias = shape.config["mlp_bias"].toBool();
    std::vector<ExpectedTensor> all;
    all.push_back({"model.embed_tokens.weight", {shape.vocabulary, width}});
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        const std::string start = "model.layers." + std::to_string(layer) + ".";
        const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in, bool bias) {
            all.push_back({start + name + ".weight", {out, in}});
            if (bias) all.push_back({start + name + ".bias", {out}});
        };
        all.push_back({start + "input_layernorm.weight", {width}});
        linear("self_attn.q_proj", queries, width, attentionBias);
        linear("self_attn.k_proj", keys, width, attentionBias);
        linear("self_attn.v_proj", keys, width, attentionBias);
        linear("self_attn.o_proj", width, queries, attentionBias);
        all.push_back({start + "post_attention_layernorm.weight", {width}});
        linear("mlp.gate_proj", shape.feedForward, width, mlpBias);
        linear("mlp.up_proj", shape.feedForward, width, mlpBias);
        linear("mlp.down_proj", width, shape.feedForward, mlpBias);
    }
    all.push_back({"model.norm.weight", {width}});
    // A tied checkpoint may hold the head all the same.
    all.push_back({"lm_head.weight", {shape.vocabulary, width}, shape.tiedHead});
    all.push_back({"rope_freqs.weight", {shape.headWidth / 2}, true});  // GGUF alone
    return all;
}

}  // namespace

BackboneDescription description() {
    BackboneDescription family;
    family.family = "llama";
    family.label = "Llama";
    family.architectures = {"LlamaForCausalLM"};
    family.ggufArchitectures = {"llama"};
    family.kind = BackboneKind::Decoder;
    family.shape = shape;
    family.tensors = tensors;
    family.configFromGguf = configFromGguf;
    family.ggufName = ggufName;
    return family;
}

}  // namespace lathe::llama
