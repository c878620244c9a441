// SPDX-License-Identifier: Apache-2.0
// P-tuning (Liu et al. 2021, "GPT Understands, Too"): slots anywhere in a template, computed by a small
// network while training.
#include "core/methods/description.h"
#include "core/methods/p_tuning/description_network.h"
#include "core/methods/soft_token_options.h"

namespace lathe::p_tuning {
namespace {

std::vector<Option> options() {
    const std::vector<Condition> networked = {{"method.encoder", {"lstm", "mlp"}}};
    std::vector<Option> all;
    all.push_back(softTokensOption());
    all.push_back(
        {.key = "method.encoder",
         .type = OptionType::Choice,
         .label = "Encoder",
         .help = "What computes the soft tokens while training; it is dropped afterwards.",
         .fallback = "lstm",
         .choices = {{"lstm", "LSTM", "Two layers in both directions, then two linear layers: as published."},
                     {"mlp", "MLP", "Linear layers alone."},
                     {"none", "None", "The soft tokens themselves are trained."}}});
    all.push_back(
        {.key = "method.network",
         .type = OptionType::Choice,
         .label = "Network's form",
         .help = "The paper's, or the one that PEFT builds, so that its training can be repeated.",
         .fallback = "paper",
         .choices = {{"paper", "The paper's", "As wide as the hidden size in all."},
                     {"peft", "PEFT's", "The hidden size in each direction, and one layer more in the MLP."}},
         .when = networked,
         .advanced = true});
    all.push_back({.key = "method.hidden",
                   .type = OptionType::Integer,
                   .label = "Hidden size",
                   .help = "Width of the network; auto is the backbone's.",
                   .fallback = "auto",
                   .minimum = 2,
                   .maximum = 65536,
                   .alsoAllowed = {"auto"},
                   .when = networked,
                   .advanced = true});
    all.push_back({.key = "method.start_text",
                   .type = OptionType::Text,
                   .label = "Start from words",
                   .help = "The network's last layer is fitted so that the slots begin as these words, "
                           "repeated where they are fewer. Empty: the network as it is drawn, as published.",
                   .fallback = "",
                   .maximum = 100000,
                   .when = networked});
    all.push_back({.key = "method.dropout",
                   .type = OptionType::Number,
                   .label = "Network's dropout",
                   .help = "Share of the values between the LSTM's layers that a training step leaves out.",
                   .fallback = 0,
                   .minimum = 0,
                   .maximum = 0.95,
                   .when = {{"method.encoder", {"lstm"}}},
                   .advanced = true});
    all.push_back(
        {.key = "method.tune_backbone",
         .type = OptionType::Boolean,
         .label = "Tune the backbone",
         .help =
             "Also trains all of the model's own weights, as the paper does on SuperGLUE; takes memory for "
             "several copies of them.",
         .fallback = false,
         .advanced = true});
    all.push_back(
        {.key = "method.backbone_learning_rate",
         .type = OptionType::Number,
         .label = "Backbone's rate",
         .help =
             "The learning rate of the model's own weights, which follows the same schedule; the slots have "
             "optimizer.learning_rate (the paper: 0.0001).",
         .fallback = 0.00001,
         .minimum = 0,
         .maximum = 100,
         .exclusiveMinimum = true,
         .when = {{"method.tune_backbone", {true}}},
         .advanced = true});
    for (Option& option : softTokenStarts({{"method.encoder", {"none"}}})) all.push_back(std::move(option));
    return all;
}

bool tunesBackbone(const Recipe& recipe) {
    return recipe.json().at("method.tune_backbone").toBool();
}

std::optional<std::string> refuses(const BackboneShape& shape, const Recipe& recipe) {
    if (tunesBackbone(recipe) && recipe.text("backbone.dtype") == "bfloat16")
        return "method.tune_backbone trains whole weights, whose steps are smaller than bfloat16's; set "
               "backbone.dtype to "
               "float32 or auto";
    const NetworkShape network = networkShape(shape, recipe);
    if (network.slots >= shape.context && shape.context > 0)
        return std::to_string(network.slots) + " soft tokens leave no room for text: this backbone takes " +
               std::to_string(shape.context) + " positions";
    if (network.encoder == NetworkShape::Encoder::Lstm && network.paper && network.hidden % 2 != 0)
        return "the paper's LSTM needs an even method.hidden, not " + std::to_string(network.hidden);
    return std::nullopt;
}

std::int64_t trainable(const BackboneShape& shape, const Recipe& recipe) {
    std::int64_t sum = tunesBackbone(recipe) ? shape.parameters : 0;
    for (const auto& [name, sizes] : networkTensors(networkShape(shape, recipe))) {
        std::int64_t count = 1;
        for (const std::int64_t size : sizes) count *= size;
        sum += count;
    }
    return sum;
}

}  // namespace

MethodDescription description() {
    MethodDescription method;
    method.kind = {.name = "p_tuning",
                   .label = "P-tuning",
                   .help = "Trains slots anywhere among the template's words, through a small network.",
                   .options = options()};
    method.refuses = refuses;
    method.trainable = trainable;
    method.wantsFloat32 = tunesBackbone;
    return method;
}

}  // namespace lathe::p_tuning
