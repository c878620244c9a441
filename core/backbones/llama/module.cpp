// SPDX-License-Identifier: Apache-2.0
// Llama: RMS norms, rotary embedding, grouped queries, gated SiLU.
#include <cmath>
#include <mutex>
#include <numbers>
#include <optional>
#include <string>

#include "core/engine/layers/weights.h"
#include "core/engine/module.h"
#include "core/engine/parallel/parallel.h"

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

Result<> readLayer(const layers::WeightReader& reader, layers::Stack& stack, std::int64_t number) {
    const layers::StackShape& s = stack.shape();
    layers::StackLayer& layer = stack.layer(number);
    const std::string at = "model.layers." + std::to_string(number) + ".";
    const std::int64_t query = s.queryWidth(), key = s.keyWidth();
    struct Piece {
        const char* name;
        std::int64_t first, rows, heads;
    };
    for (const Piece& piece :
         {Piece{"q_proj", 0, query, s.heads}, Piece{"k_proj", query, key, s.keyValueHeads},
          Piece{"v_proj", query + key, key, 0}}) {
        const layers::Matrix part = layer.attention.part(piece.first, piece.rows);
        LATHE_CHECK(reader.matrix(at + "self_attn." + piece.name + ".weight", part));
        const bool turn = reader.interleaved() && piece.heads > 0;
        if (turn)
            layers::uninterleave(part.data, piece.heads, s.headWidth, part.columns * part.elementBytes());
        if (!layer.attentionBias) continue;
        LATHE_CHECK(reader.vector(at + "self_attn." + piece.name + ".bias", layer.attentionBias + piece.first,
                                  piece.rows));
        if (turn) layers::uninterleave(layer.attentionBias + piece.first, piece.heads, s.headWidth, 4);
    }
    LATHE_CHECK(reader.matrix(at + "self_attn.o_proj.weight", layer.output));
    if (layer.outputBias) LATHE_CHECK(reader.vector(at + "self_attn.o_proj.bias", layer.outputBias, s.width));
    LATHE_CHECK(reader.matrix(at + "mlp.gate_proj.weight", layer.inner.part(0, s.feedForward)));
    LATHE_CHECK(reader.matrix(at + "mlp.up_proj.weight", layer.inner.part(s.feedForward, s.feedForward)));
    LATHE_CHECK(reader.matrix(at + "mlp.down_proj.weight", layer.down));
    if (layer.innerBias) {
        LATHE_CHECK(reader.vector(at + "mlp.gate_proj.bias", layer.innerBias, s.feedForward));
        LATHE_CHECK(reader.vector(at + "mlp.up_proj.bias", layer.innerBias + s.feedForward, s.feedForward));
        LATHE_CHECK(reader.vector(at + "mlp.down_proj.bias", layer.downBias, s.width));
    }
    LATHE_CHECK(reader.vector(at + "input_layernorm.weight", layer.attentionNorm.weight, s.width));
    return reader.vector(at + "post_attention_layernorm.weight", layer.feedForwardNorm.weight, s.width);
}

}  // namespace

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input) {
    const BackboneShape& from = input.files.entry.shape;
    layers::StackShape shape;
    shape.width = from.width;
    shape.layers = from.layers;
    shape.heads = from.heads;
    shape.keyValueHeads = from.keyValueHeads;
    shape.headWidth = from.headWidth;
    shape.feedForward = from.feedForward;
    shape.dtype = input.dtype;
    shape.epsilon = static_cast<float>(from.config["rms_norm_eps"].toNumber(1e-6));
    shape.attentionBias = shape.outputBias = from.config["attention_bias"].toBool();
    shape.innerBias = shape.downBias = from.config["mlp_bias"].toBool();
    if (shape.layers < 1 || shape.keyValueHeads < 1 || shape.heads % shape.keyValueHeads != 0 ||
        shape.headWidth % 2 != 0)
        return failed("the configuration's heads do not fit each other", input.files.entry.path.string());
    LATHE_TRY(frequencies, rotaryFrequencies(from.config, shape.headWidth));
    shape.frequencies = std::move(frequencies);
    const layers::WeightReader reader(input.files);
    const StoredTensor* divisors =
        reader.interleaved() ? input.files.weights->find("rope_freqs.weight") : nullptr;
    if (divisors && divisors->shape == std::vector<std::int64_t>{shape.headWidth / 2}) {
        // Llama 3's scaling as GGUF keeps it: what each frequency is divided by.
        std::vector<float> factors(shape.frequencies.size());
        LATHE_CHECK(input.files.weights->read(divisors->name, Dtype::Float32, factors.data()));
        for (std::size_t i = 0; i < factors.size(); ++i) shape.frequencies[i] /= factors[i];
    }

    const layers::TransformerShape whole{from.vocabulary, from.width, input.dtype, from.tiedHead};
    auto model = std::make_unique<layers::Transformer>(whole, shape);
    std::mutex guard;
    std::optional<Error> problem;
    parallelTasks(shape.layers + 1, [&](std::int64_t task, std::int64_t) {
        const auto read = [&]() -> Result<> {
            if (task > 0) return readLayer(reader, model->main(), task - 1);
            LATHE_CHECK(reader.matrix("model.embed_tokens.weight", model->embedding()));
            if (!from.tiedHead) LATHE_CHECK(reader.matrix("lm_head.weight", model->head().matrix));
            return reader.vector("model.norm.weight", model->main().ends().finalNorm.weight, shape.width);
        };
        if (auto done = read(); !done) {
            const std::lock_guard lock(guard);
            if (!problem) problem = done.error();
        }
    });
    if (problem) return tl::unexpected(*problem);
    return model;
}

}  // namespace lathe::llama
