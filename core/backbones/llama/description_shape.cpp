// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/backbones/llama/description_parts.h"
#include "core/backbones/tensor_list.h"

namespace lathe::llama {

Result<BackboneShape> readShape(const Json& config, ConfigReader& read, const Defaults& defaults) {
    read.only("hidden_act", {"silu", "swish"});
    read.only("quantization_config", {});
    read.only("partial_rotary_factor", {1});
    read.only("is_encoder_decoder", {false});
    read.only("num_experts", {0});
    BackboneShape shape;
    shape.family = defaults.family;
    shape.kind = BackboneKind::Decoder;
    shape.vocabulary = read.size("vocab_size");
    shape.width = read.size("hidden_size");
    shape.layers = read.size("num_hidden_layers");
    shape.heads = read.size("num_attention_heads");
    shape.keyValueHeads = read.size("num_key_value_heads", shape.heads);
    shape.feedForward = read.size("intermediate_size");
    shape.context = read.size("max_position_embeddings", defaults.context);
    shape.tiedHead = read.flag("tie_word_embeddings", false);
    const double epsilon = read.positive("rms_norm_eps", 1e-6);
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
    // A row that fits into the window never meets it.
    if (defaults.window > 0) shape.context = std::min(shape.context, defaults.window);

    shape.config = config;
    shape.config.set("num_key_value_heads", shape.keyValueHeads);
    shape.config.set("head_dim", shape.headWidth);
    shape.config.set("max_position_embeddings", shape.context);
    shape.config.set("tie_word_embeddings", shape.tiedHead);
    shape.config.set("rms_norm_eps", epsilon);
    shape.config.set("query_bias", defaults.queryBias);
    shape.config.set("output_bias", defaults.outputBias);
    shape.config.set("mlp_bias", defaults.mlpBias);
    shape.config.set("rope_theta", rope.theta);
    shape.config.set("rope_scaling", rope.scaling);
    shape.parameters = numbersIn(tensors(shape));
    return shape;
}

std::vector<ExpectedTensor> tensors(const BackboneShape& shape) {
    const std::int64_t width = shape.width, queries = shape.heads * shape.headWidth,
                       keys = shape.keyValueHeads * shape.headWidth;
    const bool queryBias = shape.config["query_bias"].toBool(),
               outputBias = shape.config["output_bias"].toBool(), mlpBias = shape.config["mlp_bias"].toBool();
    TensorList list("model.");
    list.add("embed_tokens.weight", {shape.vocabulary, width});
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        const std::string at = "layers." + std::to_string(layer) + ".";
        list.norm(at + "input_layernorm", width, false);
        list.linear(at + "self_attn.q_proj", queries, width, queryBias);
        list.linear(at + "self_attn.k_proj", keys, width, queryBias);
        list.linear(at + "self_attn.v_proj", keys, width, queryBias);
        list.linear(at + "self_attn.o_proj", width, queries, outputBias);
        list.norm(at + "post_attention_layernorm", width, false);
        list.linear(at + "mlp.gate_proj", shape.feedForward, width, mlpBias);
        list.linear(at + "mlp.up_proj", shape.feedForward, width, mlpBias);
        list.linear(at + "mlp.down_proj", width, shape.feedForward, mlpBias);
    }
    list.norm("norm", width, false);
    // A tied checkpoint may hold the head all the same.
    list.addHead("lm_head.weight", {shape.vocabulary, width}).optional = shape.tiedHead;
    list.addHead("rope_freqs.weight", {shape.headWidth / 2}).optional = true;  // GGUF alone
    return list.take();
}

}  // namespace lathe::llama
