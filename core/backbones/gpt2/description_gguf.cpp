// SPDX-License-Identifier: Apache-2.0
// GGUF's gpt2.* keys as Hugging Face's configuration, and its tensor names (llama.cpp's
// gguf-py/gguf/constants.py).
#include <array>
#include <utility>

#include "core/backbones/config_reader.h"
#include "core/backbones/gpt2/description_parts.h"

namespace lathe::gpt2 {

Result<Json> configFromGguf(const Json& metadata, const std::function<bool(std::string_view)>& holds) {
    ConfigReader read(metadata, "GGUF");
    read.only("general.architecture", {"gpt2"});
    Json config = Json::object({{"model_type", "gpt2"}});
    const auto words = static_cast<std::int64_t>(metadata["tokenizer.ggml.tokens"].size());
    config.set("vocab_size", words > 0 ? read.size("gpt2.vocab_size", words) : read.size("gpt2.vocab_size"));
    config.set("n_embd", read.size("gpt2.embedding_length"));
    config.set("n_layer", read.size("gpt2.block_count"));
    config.set("n_head", read.size("gpt2.attention.head_count"));
    config.set("n_inner", read.size("gpt2.feed_forward_length"));
    config.set("n_positions", read.size("gpt2.context_length"));
    config.set("layer_norm_epsilon", read.positive("gpt2.attention.layer_norm_epsilon", 1e-5));
    config.set("tie_word_embeddings", !holds("output.weight"));
    for (const auto& [gguf, ours] : {std::pair{"tokenizer.ggml.bos_token_id", "bos_token_id"},
                                     std::pair{"tokenizer.ggml.eos_token_id", "eos_token_id"}})
        if (metadata[gguf].isInteger()) config.set(ours, metadata[gguf]);
    if (!read.good()) return read.error();
    return config;
}

std::string ggufName(const std::string& name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kOutside = {{
        {"transformer.wte.", "token_embd."},
        {"transformer.wpe.", "position_embd."},
        {"transformer.ln_f.", "output_norm."},
        {"lm_head.", "output."},
        {"transformer.h.", ""},
    }};
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kInside = {{
        {"ln_1.", "attn_norm."},
        {"attn.c_attn.", "attn_qkv."},
        {"attn.c_proj.", "attn_output."},
        {"ln_2.", "ffn_norm."},
        {"mlp.c_fc.", "ffn_up."},
        {"mlp.c_proj.", "ffn_down."},
    }};
    for (const auto& [theirs, gguf] : kOutside) {
        if (!name.starts_with(theirs)) continue;
        const std::string rest = name.substr(theirs.size());
        if (!gguf.empty()) return std::string(gguf) + rest;
        const auto dot = rest.find('.');
        if (dot == std::string::npos) return {};
        const std::string layer = rest.substr(0, dot), inner = rest.substr(dot + 1);
        for (const auto& [ours, stored] : kInside)
            if (inner.starts_with(ours))
                return "blk." + layer + "." + std::string(stored) + inner.substr(ours.size());
    }
    return {};
}

}  // namespace lathe::gpt2
