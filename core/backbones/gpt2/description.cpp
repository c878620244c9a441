// SPDX-License-Identifier: Apache-2.0
// GPT-2 (Radford et al. 2019) in its four sizes, and what is built alike (DistilGPT-2). Hugging Face's
// GPT2Config.
#include "core/backbones/config_reader.h"
#include "core/backbones/gpt2/description_parts.h"
#include "core/backbones/tensor_list.h"

namespace lathe::gpt2 {
namespace {

Result<BackboneShape> shape(const Json& config) {
    ConfigReader read(config);
    read.only("add_cross_attention", {false});
    read.only("is_encoder_decoder", {false});
    read.only("quantization_config", {});
    BackboneShape shape;
    shape.family = "gpt2";
    shape.kind = BackboneKind::Decoder;
    shape.vocabulary = read.size("vocab_size", 50257);
    shape.width = read.size("n_embd", 768);
    shape.layers = read.size("n_layer", 12);
    shape.heads = shape.keyValueHeads = read.size("n_head", 12);
    shape.feedForward = read.size("n_inner", 4 * shape.width);
    shape.context = read.size("n_positions", 1024);
    shape.tiedHead = read.flag("tie_word_embeddings", true);
    const double epsilon = read.positive("layer_norm_epsilon", 1e-5);
    const std::string activation = read.activation("activation_function", "gelu_new");
    const bool scaled = read.flag("scale_attn_weights", true),
               byLayer = read.flag("scale_attn_by_inverse_layer_idx", false);
    // With float32 scores, taking the scale before or after the product is the same.
    read.flag("reorder_and_upcast_attn", false);
    if (read.good() && shape.layers > 4096) read.wrong("n_layer", "more than 4096 layers");
    if (read.good() && shape.width % shape.heads != 0)
        read.wrong("n_head", std::to_string(shape.heads) + " heads do not divide n_embd " +
                                 std::to_string(shape.width));
    if (!read.good()) return read.error();
    shape.headWidth = shape.width / shape.heads;

    shape.config = config;
    shape.config.set("n_positions", shape.context);
    shape.config.set("layer_norm_epsilon", epsilon);
    shape.config.set("activation", activation);
    shape.config.set("scale_attn_weights", scaled);
    shape.config.set("scale_attn_by_inverse_layer_idx", byLayer);
    shape.parameters = numbersIn(tensors(shape));
    return shape;
}

}  // namespace

std::vector<ExpectedTensor> tensors(const BackboneShape& shape) {
    const std::int64_t width = shape.width;
    TensorList list("transformer.");
    list.add("wte.weight", {shape.vocabulary, width});
    list.add("wpe.weight", {shape.context, width});
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        const std::string at = "h." + std::to_string(layer) + ".";
        // These are stored inputs by outputs.
        const auto turned = [&](const std::string& name, std::int64_t out, std::int64_t in) {
            list.add(at + name + ".weight", {in, out}).turned = true;
            list.add(at + name + ".bias", {out});
        };
        list.norm(at + "ln_1", width, true);
        turned("attn.c_attn", 3 * width, width);
        turned("attn.c_proj", width, width);
        list.norm(at + "ln_2", width, true);
        turned("mlp.c_fc", shape.feedForward, width);
        turned("mlp.c_proj", width, shape.feedForward);
    }
    list.norm("ln_f", width, true);
    list.addHead("lm_head.weight", {shape.vocabulary, width}).optional = shape.tiedHead;
    return list.take();
}

BackboneDescription description();

BackboneDescription description() {
    BackboneDescription family;
    family.family = "gpt2";
    family.label = "GPT-2";
    family.architectures = {"GPT2LMHeadModel", "GPT2Model", "GPT2DoubleHeadsModel"};
    family.modelTypes = {"gpt2"};
    family.ggufArchitectures = {"gpt2"};
    family.kind = BackboneKind::Decoder;
    family.shape = shape;
    family.tensors = tensors;
    family.ignored = {".attn.bias", ".attn.masked_bias", "multiple_choice_head.summary.weight",
                      "multiple_choice_head.summary.bias"};
    family.configFromGguf = configFromGguf;
    family.ggufName = ggufName;
    return family;
}

}  // namespace lathe::gpt2
