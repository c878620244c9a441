// SPDX-License-Identifier: Apache-2.0
#include "core/backbones/bert/description_parts.h"
#include "core/backbones/tensor_list.h"

namespace lathe::bert {

Result<BackboneShape> readShape(const Json& config, ConfigReader& read, const Defaults& defaults) {
    read.only("position_embedding_type", {"absolute"});
    read.only("is_decoder", {false});
    read.only("add_cross_attention", {false});
    read.only("quantization_config", {});
    BackboneShape shape;
    shape.family = defaults.family;
    shape.kind = BackboneKind::Masked;
    shape.vocabulary = read.size("vocab_size", defaults.vocabulary);
    shape.width = read.size("hidden_size", 768);
    shape.layers = read.size("num_hidden_layers", 12);
    shape.heads = shape.keyValueHeads = read.size("num_attention_heads", 12);
    shape.feedForward = read.size("intermediate_size", 3072);
    const std::int64_t rows = read.size("max_position_embeddings", 512);
    shape.context = rows - defaults.offset;
    shape.tiedHead = read.flag("tie_word_embeddings", true);
    const std::int64_t types = read.size("type_vocab_size", 2);
    const double epsilon = read.positive("layer_norm_eps", 1e-12);
    const std::string activation = read.activation("hidden_act", "gelu");
    if (read.good() && shape.layers > 4096) read.wrong("num_hidden_layers", "more than 4096 layers");
    if (read.good() && shape.width % shape.heads != 0)
        read.wrong("num_attention_heads", std::to_string(shape.heads) + " heads do not divide hidden_size " +
                                              std::to_string(shape.width));
    if (read.good() && shape.context < 1)
        read.wrong("max_position_embeddings", std::to_string(rows) + " leaves no position behind the " +
                                                  std::to_string(defaults.offset) + " for padding");
    if (!read.good()) return read.error();
    shape.headWidth = shape.width / shape.heads;

    shape.config = config;
    shape.config.set("max_position_embeddings", rows);
    shape.config.set("position_offset", defaults.offset);
    shape.config.set("type_vocab_size", types);
    shape.config.set("layer_norm_eps", epsilon);
    shape.config.set("activation", activation);
    return shape;
}

std::vector<ExpectedTensor> tensors(const BackboneShape& shape, const Names& names) {
    const std::int64_t width = shape.width;
    TensorList list(names.base);
    list.add("embeddings.word_embeddings.weight", {shape.vocabulary, width});
    list.add("embeddings.position_embeddings.weight",
             {shape.config["max_position_embeddings"].toInteger(), width});
    list.add("embeddings.token_type_embeddings.weight", {shape.config["type_vocab_size"].toInteger(), width});
    list.norm("embeddings.LayerNorm", width, true);
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        const std::string at = "encoder.layer." + std::to_string(layer) + ".";
        for (const char* name : {"query", "key", "value"})
            list.linear(at + "attention.self." + name, width, width, true);
        list.linear(at + "attention.output.dense", width, width, true);
        list.norm(at + "attention.output.LayerNorm", width, true);
        list.linear(at + "intermediate.dense", shape.feedForward, width, true);
        list.linear(at + "output.dense", width, shape.feedForward, true);
        list.norm(at + "output.LayerNorm", width, true);
    }
    TensorList head("");
    head.linear(names.dense, width, width, true);
    head.norm(names.denseNorm, width, true);
    // Where weights are tied, either bias may be the one that was saved; where not, the decoder's own counts.
    head.addHead(names.headWeight, {shape.vocabulary, width}).optional = shape.tiedHead;
    ExpectedTensor& bias = head.addHead(names.headBias, {shape.vocabulary});
    bias.also.push_back(names.tiedHeadBias);
    std::vector<ExpectedTensor> all = list.take();
    for (ExpectedTensor& tensor : head.take()) all.push_back(std::move(tensor));
    return all;
}

}  // namespace lathe::bert
