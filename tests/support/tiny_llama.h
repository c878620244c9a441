// SPDX-License-Identifier: Apache-2.0
// A small random Llama as a Hugging Face directory, made in the test, and batches for it.
#pragma once

#include <QTemporaryDir>
#include <cmath>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/random.h"
#include "core/engine/backbone.h"
#include "core/formats/safetensors.h"
#include "core/library/library.h"

namespace lathe::test {

struct TinyLlama {
    std::int64_t vocabulary = 61, width = 32, layers = 3, heads = 4, keyValueHeads = 2, headWidth = 8,
                 feedForward = 48;
    std::int64_t context = 256;
    bool tied = false, attentionBias = false, mlpBias = false;
    double spread = 0.15;
    QTemporaryDir folder;

    HostTensor draw(const std::string& name, std::vector<std::int64_t> shape, double mean = 0) const {
        HostTensor tensor{name, std::move(shape), {}};
        const Random random(7, name);
        for (std::int64_t i = 0; i < tensor.elements(); ++i)
            tensor.data.push_back(
                static_cast<float>(mean + spread * random.normal(static_cast<std::uint64_t>(i))));
        return tensor;
    }

    /// Writes config.json and model.safetensors and loads them.
    std::shared_ptr<Backbone> load(const std::string& dtype = "float32") {
        const std::string at = folder.path().toStdString();
        const Json config = Json::object({{"architectures", Json::array({"LlamaForCausalLM"})},
                                          {"model_type", "llama"},
                                          {"vocab_size", Json(vocabulary)},
                                          {"hidden_size", Json(width)},
                                          {"num_hidden_layers", Json(layers)},
                                          {"num_attention_heads", Json(heads)},
                                          {"num_key_value_heads", Json(keyValueHeads)},
                                          {"head_dim", Json(headWidth)},
                                          {"intermediate_size", Json(feedForward)},
                                          {"max_position_embeddings", Json(context)},
                                          {"hidden_act", "silu"},
                                          {"rms_norm_eps", 1e-5},
                                          {"rope_theta", 10000.0},
                                          {"tie_word_embeddings", Json(tied)},
                                          {"attention_bias", Json(attentionBias)},
                                          {"mlp_bias", Json(mlpBias)}});
        std::ofstream(at + "/config.json") << config.pretty();
        TensorMap tensors{draw("model.embed_tokens.weight", {vocabulary, width}),
                          draw("model.norm.weight", {width}, 1)};
        if (!tied) tensors.push_back(draw("lm_head.weight", {vocabulary, width}));
        for (std::int64_t l = 0; l < layers; ++l) {
            const std::string start = "model.layers." + std::to_string(l) + ".";
            const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in, bool bias) {
                tensors.push_back(draw(start + name + ".weight", {out, in}));
                if (bias) tensors.push_back(draw(start + name + ".bias", {out}));
            };
            linear("self_attn.q_proj", heads * headWidth, width, attentionBias);
            linear("self_attn.k_proj", keyValueHeads * headWidth, width, attentionBias);
            linear("self_attn.v_proj", keyValueHeads * headWidth, width, attentionBias);
            linear("self_attn.o_proj", width, heads * headWidth, attentionBias);
            linear("mlp.gate_proj", feedForward, width, mlpBias);
            linear("mlp.up_proj", feedForward, width, mlpBias);
            linear("mlp.down_proj", width, feedForward, mlpBias);
            tensors.push_back(draw(start + "input_layernorm.weight", {width}, 1));
            tensors.push_back(draw(start + "post_attention_layernorm.weight", {width}, 1));
        }
        if (auto written = writeSafetensors(at + "/model.safetensors", tensors); !written)
            qFatal("%s", written.error().line().c_str());
        auto files = openBackbone(at);
        if (!files) qFatal("%s", files.error().line().c_str());
        LoadOptions options;
        options.dtype = dtype;
        auto backbone = Backbone::load(*files, options);
        if (!backbone) qFatal("%s", backbone.error().line().c_str());
        return *backbone;
    }

    TensorMap prompt(std::int64_t slots, std::uint64_t seed = 0) const {
        HostTensor tensor{"prompt", {slots, width}, {}};
        const Random random(seed, "prompt");
        for (std::int64_t i = 0; i < tensor.elements(); ++i)
            tensor.data.push_back(static_cast<float>(0.3 * random.normal(static_cast<std::uint64_t>(i))));
        return {tensor};
    }
};

/// Rows of `lengths` random tokens behind `slots` soft ones and `words` hard ones that all rows share; each
/// own token but the first is predicted. With `shared` false every row holds its own copy of the front.
inline PackedBatch rows(const std::vector<int>& lengths, int slots, int words, bool shared,
                        std::int64_t vocabulary) {
    PackedBatch batch;
    const Random random(3, "rows");
    const auto front = [&] {
        for (int i = 0; i < slots + words; ++i) {
            batch.tokens.push_back(i < slots ? ~i : static_cast<std::int32_t>(i % vocabulary));
            batch.positions.push_back(i);
        }
    };
    if (shared) {
        front();
        batch.shared = slots + words;
    }
    for (std::size_t r = 0; r < lengths.size(); ++r) {
        PackedBatch::Row row{static_cast<std::int32_t>(batch.tokens.size()), 0};
        if (!shared) front();
        for (int i = 0; i < lengths[r]; ++i) {
            const auto draw = [&](int k) {
                return static_cast<std::int32_t>(random.below(r * 1000 + static_cast<std::size_t>(k),
                                                              static_cast<std::uint64_t>(vocabulary)));
            };
            batch.predicted.push_back(static_cast<std::int32_t>(batch.tokens.size()));
            batch.targets.push_back(draw(i + 1));
            batch.weights.push_back(0.1F);
            batch.source.push_back(static_cast<std::int32_t>(r));
            batch.tokens.push_back(draw(i));
            batch.positions.push_back(slots + words + i);
        }
        row.length = static_cast<std::int32_t>(batch.tokens.size()) - row.begin;
        batch.rows.push_back(row);
    }
    return batch;
}

/// Largest difference, as a share of the larger norm of the two.
inline double difference(const std::vector<float>& a, const std::vector<float>& b) {
    if (a.size() != b.size()) return 1e9;
    double apart = 0, whole = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        apart += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
        whole += std::pow(static_cast<double>(a[i]), 2);
    }
    return std::sqrt(apart / std::max(whole, 1e-30));
}

}  // namespace lathe::test
