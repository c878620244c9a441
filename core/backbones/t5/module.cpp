// SPDX-License-Identifier: Apache-2.0
// T5: RMS norms before each block, unscaled scores with a bias by relative position, no other biases.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/engine/layers/shape_tools.h"
#include "core/engine/layers/weights.h"
#include "core/engine/module.h"

namespace lathe::t5 {

namespace {

layers::StackShape stackShape(const BackboneShape& from, Dtype dtype, bool decoder) {
    layers::StackShape shape = layers::sizesOf(from, dtype);
    if (!decoder) shape.layers = from.encoderLayers;
    shape.epsilon = static_cast<float>(from.config["layer_norm_epsilon"].toNumber());
    shape.causal = decoder;
    shape.encoderWidth = decoder ? from.width : 0;
    shape.attentionScale.assign(static_cast<std::size_t>(shape.layers), 1.0F);
    shape.gated = from.config["gated"].toBool();
    shape.activation = layers::activationOf(from.config["activation"].string());
    shape.biasReach = from.config["relative_attention_max_distance"].toInteger();
    return shape;
}

/// The bucket of a key `distance` behind (below 0) or ahead of its query: half of them for single distances,
/// half for ever longer ranges up to `reach`; encoders have as many again for keys ahead.
std::int64_t bucketOf(std::int64_t distance, bool bothWays, std::int64_t buckets, std::int64_t reach) {
    std::int64_t first = 0, apart = std::max<std::int64_t>(-distance, 0);
    if (bothWays) {
        buckets /= 2;
        first = distance > 0 ? buckets : 0;
        apart = std::abs(distance);
    }
    const std::int64_t exact = buckets / 2;
    if (apart < exact) return first + apart;
    const float share = std::log(static_cast<float>(apart) / static_cast<float>(exact)) /
                        static_cast<float>(std::log(static_cast<double>(reach) / static_cast<double>(exact)));
    const auto further = static_cast<std::int64_t>(share * static_cast<float>(buckets - exact));
    return first + std::min(exact + further, buckets - 1);
}

/// The first layer's biases by bucket as biases by distance, for all layers.
Result<> readBias(const layers::WeightReader& reader, const std::string& at, std::int64_t buckets,
                  layers::Stack& stack) {
    const layers::StackShape& shape = stack.shape();
    std::vector<float> stored(static_cast<std::size_t>(buckets * shape.heads));
    LATHE_CHECK(reader.vector(at + "block.0.layer.0.SelfAttention.relative_attention_bias.weight",
                              stored.data(), buckets * shape.heads));
    const std::int64_t reach = shape.biasReach;
    for (std::int64_t distance = -reach; distance <= reach; ++distance) {
        const std::int64_t bucket = bucketOf(distance, !shape.causal, buckets, reach);
        for (std::int64_t head = 0; head < shape.heads; ++head)
            stack.ends().bias[head * (2 * reach + 1) + distance + reach] =
                stored[static_cast<std::size_t>(bucket * shape.heads + head)];
    }
    return {};
}

/// The names of the embeddings' tables and the head. Published checkpoints hold one table, if under several
/// names; where the copies differ, each part has its own, as in Transformers.
struct Tables {
    std::string input, decoder, head;
    bool decoderTable = false, tied = true;
};

Result<Tables> readTables(const layers::WeightReader& reader) {
    const std::string shared = "shared.weight", encoder = "encoder.embed_tokens.weight",
                      decoder = "decoder.embed_tokens.weight", head = "lm_head.weight";
    LATHE_TRY(one, reader.tied(encoder, shared, true));
    Tables out{one ? shared : encoder, reader.has(decoder) ? decoder : shared,
               reader.has(head) ? head : shared};
    LATHE_TRY(decodes, reader.tied(out.decoder, out.input, true));
    LATHE_TRY(tied, reader.tied(out.head, out.input, true));
    out.decoderTable = !decodes;
    out.tied = tied;
    return out;
}

Result<> readLayer(const layers::WeightReader& reader, layers::Stack& stack, const std::string& at,
                   std::int64_t number) {
    const layers::StackShape& shape = stack.shape();
    layers::StackLayer& layer = stack.layer(number);
    const std::string self = at + "0.SelfAttention.", cross = at + "1.EncDecAttention.";
    LATHE_CHECK(reader.linears({self + "q", self + "k", self + "v"}, layer.attention, nullptr));
    LATHE_CHECK(reader.linears({self + "o"}, layer.output, nullptr));
    LATHE_CHECK(reader.norm(at + "0.layer_norm", layer.attentionNorm, shape.width));
    const bool decoder = shape.encoderWidth > 0;
    if (decoder) {
        LATHE_CHECK(reader.linears({cross + "q"}, layer.crossQuery, nullptr));
        LATHE_CHECK(reader.linears({cross + "k", cross + "v"}, layer.crossKeyValue, nullptr));
        LATHE_CHECK(reader.linears({cross + "o"}, layer.crossOutput, nullptr));
        LATHE_CHECK(reader.norm(at + "1.layer_norm", layer.crossNorm, shape.width));
    }
    const std::string last = at + (decoder ? "2." : "1."), inner = last + "DenseReluDense.";
    if (shape.gated) {
        LATHE_CHECK(reader.linears({inner + "wi_0", inner + "wi_1"}, layer.inner, nullptr));
    } else {
        LATHE_CHECK(reader.linears({inner + "wi"}, layer.inner, nullptr));
    }
    LATHE_CHECK(reader.linears({inner + "wo"}, layer.down, nullptr));
    return reader.norm(last + "layer_norm", layer.feedForwardNorm, shape.width);
}

}  // namespace

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input);

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input) {
    const BackboneShape& from = input.files.entry.shape;
    LATHE_TRY(reader, layers::WeightReader::open(input.files, input.log));
    LATHE_TRY(tables, readTables(reader));
    layers::TransformerShape whole{from.vocabulary, from.width, input.dtype, tables.tied};
    whole.decoderTable = tables.decoderTable;
    auto model = std::make_unique<layers::Transformer>(whole, stackShape(from, input.dtype, true),
                                                       stackShape(from, input.dtype, false));
    const std::int64_t buckets = from.config["relative_attention_num_buckets"].toInteger();
    const auto read = [&](std::int64_t part) -> Result<> {
        const bool decoder = part > from.encoderLayers;
        if (part > 0) {
            const std::int64_t number = part - 1 - (decoder ? from.encoderLayers : 0);
            return readLayer(
                reader, decoder ? model->main() : *model->encoder(),
                std::string(decoder ? "decoder" : "encoder") + ".block." + std::to_string(number) + ".layer.",
                number);
        }
        LATHE_CHECK(reader.matrix(tables.input, model->embedding()));
        if (tables.decoderTable) LATHE_CHECK(reader.matrix(tables.decoder, model->decoderEmbedding()));
        if (!tables.tied) LATHE_CHECK(reader.matrix(tables.head, model->head().matrix));
        LATHE_CHECK(readBias(reader, "encoder.", buckets, *model->encoder()));
        LATHE_CHECK(readBias(reader, "decoder.", buckets, model->main()));
        LATHE_CHECK(reader.norm("encoder.final_layer_norm", model->encoder()->ends().finalNorm, from.width));
        const layers::NormWeights& last = model->main().ends().finalNorm;
        LATHE_CHECK(reader.norm("decoder.final_layer_norm", last, from.width));
        if (from.config["scale_decoder_outputs"].toBool()) {
            const float root = std::sqrt(static_cast<float>(from.width));
            for (std::int64_t i = 0; i < from.width; ++i) last.weight[i] /= root;
            reader.changed("decoder.final_layer_norm.weight", 1 / root);
        }
        return {};
    };
    LATHE_CHECK(layers::readParts(1 + from.encoderLayers + from.layers, read));
    return model;
}

}  // namespace lathe::t5
