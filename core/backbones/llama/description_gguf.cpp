// SPDX-License-Identifier: Apache-2.0
// GGUF's llama.* and qwen2.* keys as Hugging Face's configuration, and their tensor names (llama.cpp's
// gguf-py/gguf/constants.py).
#include <algorithm>
#include <array>
#include <utility>

#include "core/backbones/llama/description_parts.h"

namespace lathe::llama {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kLayerNames = {{
    {"input_layernorm.weight", "attn_norm.weight"},
    {"post_attention_layernorm.weight", "ffn_norm.weight"},
    {"self_attn.q_proj.weight", "attn_q.weight"},
    {"self_attn.k_proj.weight", "attn_k.weight"},
    {"self_attn.v_proj.weight", "attn_v.weight"},
    {"self_attn.o_proj.weight", "attn_output.weight"},
    {"self_attn.q_proj.bias", "attn_q.bias"},
    {"self_attn.k_proj.bias", "attn_k.bias"},
    {"self_attn.v_proj.bias", "attn_v.bias"},
    {"self_attn.o_proj.bias", "attn_output.bias"},
    {"mlp.gate_proj.weight", "ffn_gate.weight"},
    {"mlp.up_proj.weight", "ffn_up.weight"},
    {"mlp.down_proj.weight", "ffn_down.weight"},
    {"mlp.gate_proj.bias", "ffn_gate.bias"},
    {"mlp.up_proj.bias", "ffn_up.bias"},
    {"mlp.down_proj.bias", "ffn_down.bias"},
}};

/// Llama 3's scaling as GGUF keeps it: what each frequency is divided by.
constexpr std::string_view kRopeFactors = "rope_freqs.weight";

/// What other models of this GGUF architecture have and this family's module does not build.
void refuse(ConfigReader& read, const std::string& architecture) {
    read.only("general.architecture", {Json(architecture)});
    const auto only = [&](const char* key, std::initializer_list<Json> allowed) {
        read.only(architecture + "." + key, allowed);
    };
    only("expert_count", {0});
    only("attention.sliding_window", {0});
    only("attention.causal", {true});
    only("attention.scale", {});
    only("attention.clamp_kqv", {0});
    only("attention.max_alibi_bias", {0});
    only("use_parallel_residual", {false});
    only("logit_scale", {1});
    only("embedding_scale", {1});
    only("residual_scale", {1});
    only("final_logit_softcapping", {0});
    only("attn_logit_softcapping", {0});
    only("rope.scaling.type", {"none", "linear"});
}

}  // namespace

Result<Json> configFromGguf(const Json& metadata, const std::function<bool(std::string_view)>& holds,
                            const std::string& architecture) {
    ConfigReader read(metadata, "GGUF");
    refuse(read, architecture);
    const auto key = [&](const char* name) { return architecture + "." + name; };
    Json config = Json::object({{"model_type", architecture}});
    const std::int64_t width = read.size(key("embedding_length")),
                       heads = read.size(key("attention.head_count"));
    const auto words = static_cast<std::int64_t>(metadata["tokenizer.ggml.tokens"].size());
    config.set("vocab_size", words > 0 ? read.size(key("vocab_size"), words) : read.size(key("vocab_size")));
    config.set("hidden_size", width);
    config.set("num_hidden_layers", read.size(key("block_count")));
    config.set("num_attention_heads", heads);
    config.set("num_key_value_heads", read.size(key("attention.head_count_kv"), heads));
    config.set("intermediate_size", read.size(key("feed_forward_length")));
    config.set("max_position_embeddings", read.size(key("context_length")));
    config.set("rms_norm_eps", read.positive(key("attention.layer_norm_rms_epsilon")));
    config.set("rope_theta", read.positive(key("rope.freq_base"), 10000.0));
    const std::int64_t headWidth =
        read.size(key("attention.key_length"), std::max<std::int64_t>(1, width / heads));
    config.set("head_dim", headWidth);
    if (read.size(key("attention.value_length"), headWidth) != headWidth)
        read.wrong(key("attention.value_length"), "differs from " + key("attention.key_length"));
    if (const std::int64_t turned = read.size(key("rope.dimension_count"), headWidth); turned != headWidth)
        read.wrong(key("rope.dimension_count"), std::to_string(turned) + " of " + std::to_string(headWidth) +
                                                    " (partial rotary embedding) is not supported");
    if (metadata[key("rope.scaling.type")].toString() == "linear")
        config.set("rope_scaling", Json::object({{"rope_type", "linear"},
                                                 {"factor", read.positive(key("rope.scaling.factor"))}}));
    config.set("tie_word_embeddings", !holds("output.weight"));
    config.set("attention_bias", holds("blk.0.attn_q.bias"));
    config.set("mlp_bias", holds("blk.0.ffn_up.bias"));
    config.set("hidden_act", "silu");
    for (const auto& [gguf, ours] : {std::pair{"tokenizer.ggml.bos_token_id", "bos_token_id"},
                                     std::pair{"tokenizer.ggml.eos_token_id", "eos_token_id"}})
        if (metadata[gguf].isInteger()) config.set(ours, metadata[gguf]);
    if (!read.good()) return read.error();
    return config;
}

std::string ggufName(const std::string& name) {
    if (name == "model.embed_tokens.weight") return "token_embd.weight";
    if (name == "model.norm.weight") return "output_norm.weight";
    if (name == "lm_head.weight") return "output.weight";
    if (name == kRopeFactors) return std::string(kRopeFactors);
    static constexpr std::string_view kStart = "model.layers.";
    if (!name.starts_with(kStart)) return {};
    const auto dot = name.find('.', kStart.size());
    if (dot == std::string::npos) return {};
    const std::string layer = name.substr(kStart.size(), dot - kStart.size());
    const std::string_view rest = std::string_view(name).substr(dot + 1);
    for (const auto& [theirs, gguf] : kLayerNames)
        if (theirs == rest) return "blk." + layer + "." + std::string(gguf);
    return {};
}

}  // namespace lathe::llama
