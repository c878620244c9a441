// SPDX-License-Identifier: Apache-2.0
// Llama: RMS norms, rotary embedding, grouped queries, gated SiLU.
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "core/backbones/llama/module_parts.h"
#include "core/engine/layers/shape_tools.h"
#include "core/engine/layers/weights.h"

namespace lathe::llama {

namespace {

/// Radians a position of each pair of a head, with the configuration's scaling (default, linear, llama3).
Result<std::vector<float>> rotaryFrequencies(const Json& config, std::int64_t headWidth) {
    // The description has put both forms of the configuration into this one.
    const Json& parameters = config["rope_scaling"];
    const double theta = config["rope_theta"].toNumber();
    const std::string kind = parameters["rope_type"].toString("default");
    std::vector<float> out;
    for (std::int64_t i = 0; i < headWidth / 2; ++i) {
        const float exponent = static_cast<float>(2 * i) / static_cast<float>(headWidth);
        out.push_back(1.0F / static_cast<float>(std::pow(static_cast<float>(theta), exponent)));
    }
    const auto factor = static_cast<float>(parameters["factor"].toNumber(1.0));
    if (kind == "default") return out;
    if (kind == "linear") {
        for (float& f : out) f /= factor;
        return out;
    }
    if (kind != "llama3")
        return failed("rotary scaling \"" + kind + "\" is not supported (default, linear, llama3)",
                      "rope_scaling");
    const double low = parameters["low_freq_factor"].toNumber(1.0),
                 high = parameters["high_freq_factor"].toNumber(4.0);
    const double context = parameters["original_max_position_embeddings"].toNumber(8192.0);
    for (float& f : out) {
        const double length = 2 * std::numbers::pi / static_cast<double>(f);
        if (length < context / high) continue;
        if (length > context / low) {
            f /= factor;
        } else {
            const auto smooth = static_cast<float>((context / length - low) / (high - low));
            f = (1 - smooth) * f / factor + smooth * f;
        }
    }
    return out;
}

layers::StackShape stackShape(const BackboneShape& from, Dtype dtype) {
    layers::StackShape shape = layers::sizesOf(from, dtype);
    shape.epsilon = static_cast<float>(from.config["rms_norm_eps"].toNumber());
    shape.attentionBias = from.config["query_bias"].toBool();
    shape.outputBias = from.config["output_bias"].toBool();
    shape.innerBias = shape.downBias = from.config["mlp_bias"].toBool();
    return shape;
}

Result<> readLayer(const layers::WeightReader& reader, layers::Stack& stack, std::int64_t number,
                   bool pairs) {
    const layers::StackShape& s = stack.shape();
    layers::StackLayer& layer = stack.layer(number);
    const std::string at = "model.layers." + std::to_string(number) + ".", self = at + "self_attn.",
                      mlp = at + "mlp.";
    LATHE_CHECK(reader.linears({self + "q_proj", self + "k_proj", self + "v_proj"}, layer.attention,
                               layer.attentionBias));
    if (pairs) {
        // Query and key heads stand one after the other.
        const std::int64_t heads = s.heads + s.keyValueHeads;
        layers::uninterleave(layer.attention.data, heads, s.headWidth, s.width * s.elementBytes());
        if (layer.attentionBias) layers::uninterleave(layer.attentionBias, heads, s.headWidth, 4);
    }
    LATHE_CHECK(reader.linears({self + "o_proj"}, layer.output, layer.outputBias));
    LATHE_CHECK(reader.linears({mlp + "gate_proj", mlp + "up_proj"}, layer.inner, layer.innerBias));
    LATHE_CHECK(reader.linears({mlp + "down_proj"}, layer.down, layer.downBias));
    LATHE_CHECK(reader.norm(at + "input_layernorm", layer.attentionNorm, s.width));
    return reader.norm(at + "post_attention_layernorm", layer.feedForwardNorm, s.width);
}

}  // namespace

Result<std::unique_ptr<layers::Transformer>> makeRotary(const ModuleInput& input, GgufRows rows) {
    const BackboneShape& from = input.files.entry.shape;
    LATHE_TRY(reader, layers::WeightReader::open(input.files, input.log));
    layers::StackShape shape = stackShape(from, input.dtype);
    LATHE_TRY(frequencies, rotaryFrequencies(from.config, shape.headWidth));
    shape.frequencies = std::move(frequencies);
    if (reader.has("rope_freqs.weight")) {
        // Llama 3's scaling as GGUF keeps it: what each frequency is divided by.
        std::vector<float> factors(shape.frequencies.size());
        LATHE_CHECK(reader.vector("rope_freqs.weight", factors.data(), shape.headWidth / 2));
        for (std::size_t i = 0; i < factors.size(); ++i) shape.frequencies[i] /= factors[i];
    }
    LATHE_TRY(tied, reader.tied("lm_head.weight", "model.embed_tokens.weight", from.tiedHead));
    auto model = std::make_unique<layers::Transformer>(
        layers::TransformerShape{from.vocabulary, from.width, input.dtype, tied}, shape);
    const bool pairs = reader.isGguf() && rows == GgufRows::Pairs;
    const auto read = [&](std::int64_t part) -> Result<> {
        if (part > 0) return readLayer(reader, model->main(), part - 1, pairs);
        LATHE_CHECK(reader.matrix("model.embed_tokens.weight", model->embedding()));
        if (!tied) LATHE_CHECK(reader.matrix("lm_head.weight", model->head().matrix));
        return reader.norm("model.norm", model->main().ends().finalNorm, from.width);
    };
    LATHE_CHECK(layers::readParts(from.layers + 1, read));
    return model;
}

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input);

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input) {
    return makeRotary(input, GgufRows::Pairs);
}

}  // namespace lathe::llama
