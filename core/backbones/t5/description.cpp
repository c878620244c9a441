// SPDX-License-Identifier: Apache-2.0
// T5 (Raffel et al. 2020), T5 1.1, Flan-T5 and mT5. Hugging Face's T5Config and MT5Config.
#include "core/backbones/description.h"
#include "core/backbones/config_reader.h"
#include "core/backbones/tensor_list.h"

namespace lathe::t5 {
namespace {

/// Relative positions have no end, but somewhere a row stops being one.
constexpr std::int64_t kContext = 1 << 20;

bool isMt5(const Json& config) {
    const Json& named = config["architectures"];
    return named.isArray() && named.size() > 0 ? named.items().front().toString().starts_with("MT5")
                                               : config["model_type"].toString() == "mt5";
}

/// "relu", "gated-gelu" (which is the tanh form), "gated-silu", ...
struct FeedForward {
    bool gated = false;
    std::string activation;
};

FeedForward readFeedForward(const Json& config, ConfigReader& read, bool mt5) {
    const std::string name = config["feed_forward_proj"].toString(mt5 ? "gated-gelu" : "relu");
    FeedForward out;
    out.gated = name.starts_with("gated-");
    const std::string inner = name == "gated-gelu" ? "gelu_new" : out.gated ? name.substr(6) : name;
    const Json one = Json::object({{"feed_forward_proj", inner}});
    ConfigReader known(one);
    out.activation = known.activation("feed_forward_proj", "relu");
    if (!known.good())
        read.wrong("feed_forward_proj", Json(name).dump() + " is not supported",
                   "supported: relu, gelu, silu, and each behind gated-");
    return out;
}

std::vector<ExpectedTensor> tensors(const BackboneShape& shape) {
    const std::int64_t width = shape.width, inner = shape.heads * shape.headWidth;
    const bool gated = shape.config["gated"].toBool();
    TensorList list("");
    ExpectedTensor& shared = list.add("shared.weight", {shape.vocabulary, width});
    shared.also.push_back("encoder.embed_tokens.weight");
    shared.also.push_back("decoder.embed_tokens.weight");
    for (const char* copy : {"encoder.embed_tokens.weight", "decoder.embed_tokens.weight"})
        list.add(copy, {shape.vocabulary, width}).optional = true;
    for (const bool decoder : {false, true}) {
        const std::string stack = decoder ? "decoder." : "encoder.";
        for (std::int64_t layer = 0; layer < (decoder ? shape.layers : shape.encoderLayers); ++layer) {
            const std::string at = stack + "block." + std::to_string(layer) + ".layer.";
            const auto attention = [&](const std::string& name) {
                for (const char* part : {".q", ".k", ".v"})
                    list.linear(at + name + part, inner, width, false);
                list.linear(at + name + ".o", width, inner, false);
            };
            attention("0.SelfAttention");
            if (layer == 0)
                list.add(at + "0.SelfAttention.relative_attention_bias.weight",
                         {shape.config["relative_attention_num_buckets"].toInteger(), shape.heads});
            list.norm(at + "0.layer_norm", width, false);
            if (decoder) attention("1.EncDecAttention");
            if (decoder) list.norm(at + "1.layer_norm", width, false);
            const std::string last = at + (decoder ? "2." : "1.");
            for (const char* name : {"wi", "wi_0", "wi_1"})
                if (gated == (std::string_view(name) != "wi"))
                    list.linear(last + "DenseReluDense." + name, shape.feedForward, width, false);
            list.linear(last + "DenseReluDense.wo", width, shape.feedForward, false);
            list.norm(last + "layer_norm", width, false);
        }
        list.norm(stack + "final_layer_norm", width, false);
    }
    // Of its own where it is there and differs from the embedding, whatever the configuration says.
    list.addHead("lm_head.weight", {shape.vocabulary, width}).optional = true;
    return list.take();
}

Result<BackboneShape> shape(const Json& config) {
    ConfigReader read(config);
    const bool mt5 = isMt5(config);
    read.only("is_encoder_decoder", {true});
    read.only("quantization_config", {});
    BackboneShape shape;
    shape.family = "t5";
    shape.kind = BackboneKind::EncoderDecoder;
    shape.vocabulary = read.size("vocab_size", mt5 ? 250112 : 32128);
    shape.width = read.size("d_model", 512);
    shape.headWidth = read.size("d_kv", 64);
    shape.heads = shape.keyValueHeads = read.size("num_heads", mt5 ? 6 : 8);
    shape.feedForward = read.size("d_ff", mt5 ? 1024 : 2048);
    shape.encoderLayers = read.size("num_layers", mt5 ? 8 : 6);
    shape.layers = read.size("num_decoder_layers", shape.encoderLayers);
    shape.context = kContext;
    shape.decoderStart =
        static_cast<std::int32_t>(read.token("decoder_start_token_id", read.token("pad_token_id", 0)));
    const std::int64_t buckets = read.size("relative_attention_num_buckets", 32),
                       reach = read.size("relative_attention_max_distance", 128);
    const double epsilon = read.positive("layer_norm_epsilon", 1e-6);
    const FeedForward inner = readFeedForward(config, read, mt5);
    // The head of a tied T5 reads states that are scaled; T5 1.1 said that it is not tied, and mT5 never
    // scales.
    const bool scaled = !mt5 && read.flag("scale_decoder_outputs", read.flag("tie_word_embeddings", true));
    if (read.good() && std::max(shape.layers, shape.encoderLayers) > 4096)
        read.wrong("num_layers", "more than 4096 layers");
    if (read.good() && (buckets < 4 || buckets % 2 != 0))
        read.wrong("relative_attention_num_buckets",
                   std::to_string(buckets) + " is not an even number from 4 on");
    if (read.good() && (reach <= buckets / 2 || reach > 65536))
        read.wrong("relative_attention_max_distance",
                   std::to_string(reach) + " is not above half of the buckets and at most 65536");
    if (read.good() && shape.decoderStart >= shape.vocabulary)
        read.wrong("decoder_start_token_id",
                   std::to_string(shape.decoderStart) + " is not in the vocabulary");
    if (!read.good()) return read.error();

    shape.config = config;
    shape.config.set("relative_attention_num_buckets", buckets);
    shape.config.set("relative_attention_max_distance", reach);
    shape.config.set("layer_norm_epsilon", epsilon);
    shape.config.set("gated", inner.gated);
    shape.config.set("activation", inner.activation);
    shape.config.set("scale_decoder_outputs", scaled);
    shape.parameters = numbersIn(tensors(shape));
    return shape;
}

}  // namespace

BackboneDescription description();

BackboneDescription description() {
    BackboneDescription family;
    family.family = "t5";
    family.label = "T5";
    family.architectures = {"T5ForConditionalGeneration", "MT5ForConditionalGeneration", "T5WithLMHeadModel"};
    family.modelTypes = {"t5", "mt5"};
    family.kind = BackboneKind::EncoderDecoder;
    family.shape = shape;
    family.tensors = tensors;
    family.ignored = {".EncDecAttention.relative_attention_bias.weight"};
    return family;
}

}  // namespace lathe::t5
