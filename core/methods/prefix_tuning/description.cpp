// SPDX-License-Identifier: Apache-2.0
// Prefix-tuning (Li and Liang, ACL 2021): keys and values in front of every layer's.
#include "core/methods/description.h"
#include "core/methods/prefix_tuning/description_shape.h"
#include "core/methods/soft_token_options.h"

namespace lathe::prefix_tuning {
namespace {

const Condition kAllLayers{"method.depth", {"all"}};
const Condition kInFront{"method.placement", {"prefix"}};
const Condition kNetworked{"method.reparameterization", {"mlp"}};

Option partOption(std::string part, std::string label, std::string help) {
    return {.key = "method.parts." + part,
            .type = OptionType::Boolean,
            .label = std::move(label),
            .help = std::move(help) + " Auto: where the backbone has it.",
            .fallback = "auto",
            .alsoAllowed = {"auto"},
            .when = {kAllLayers, kInFront},
            .advanced = true};
}

void addPlaces(std::vector<Option>& all) {
    all.push_back(
        {.key = "method.depth",
         .type = OptionType::Choice,
         .label = "Depth",
         .help = "Where the prefix stands.",
         .fallback = "all",
         .choices = {{"all", "Every layer", "Keys and values in front of each layer's: as published."},
                     {"embedding", "Embeddings alone",
                      "Vectors among the input embeddings, where the template has {prompt}: the "
                      "paper's comparison."}},
         .advanced = true});
    all.push_back({.key = "method.placement",
                   .type = OptionType::Choice,
                   .label = "Placement",
                   .help = "In front of the text, or inside it.",
                   .fallback = "prefix",
                   .choices = {{"prefix", "Prefix", "In front of everything; {prompt} is not needed."},
                               {"infix", "Infix",
                                "Where the template has {prompt}: what stands before it does not see it."}},
                   .when = {kAllLayers},
                   .advanced = true});
    all.push_back(partOption("encoder", "Encoder's prefix", "In front of what the encoder attends to."));
    all.push_back(partOption("decoder", "Decoder's prefix", "In front of what the decoder attends to."));
    all.push_back(partOption("cross", "Cross prefix", "In front of what the decoder reads of the encoder."));
}

void addNetwork(std::vector<Option>& all) {
    all.push_back(
        {.key = "method.reparameterization",
         .type = OptionType::Choice,
         .label = "Reparameterisation",
         .help = "What computes the prefix while training; a network is dropped afterwards.",
         .fallback = "none",
         .choices = {{"mlp", "MLP", "As published. Wants a rate of about 0.00005: all tokens move together."},
                     {"none", "None", "The keys and values themselves; 0.003 is a usual rate."}}});
    all.push_back({.key = "method.network",
                   .type = OptionType::Choice,
                   .label = "Network's form",
                   .help = "The paper's, or the one that PEFT builds, so that its training can be repeated.",
                   .fallback = "paper",
                   .choices = {{"paper", "The paper's", "Its embedding is as wide as the backbone."},
                               {"peft", "PEFT's", "Its embedding is as wide as a layer's keys; two layers."}},
                   .when = {kNetworked},
                   .advanced = true});
    all.push_back({.key = "method.width",
                   .type = OptionType::Integer,
                   .label = "Network's width",
                   .help = "Inner values of the network.",
                   .fallback = 512,
                   .minimum = 1,
                   .maximum = 65536,
                   .when = {kNetworked},
                   .advanced = true});
    all.push_back({.key = "method.layers",
                   .type = OptionType::Integer,
                   .label = "Network's layers",
                   .help = "Linear layers, with tanh between them.",
                   .fallback = 2,
                   .minimum = 2,
                   .maximum = 3,
                   .when = {kNetworked, {"method.network", {"paper"}}},
                   .advanced = true});
    all.push_back({.key = "method.dropout",
                   .type = OptionType::Number,
                   .label = "Prefix dropout",
                   .help = "Share of the prefix's numbers that a training step leaves out.",
                   .fallback = 0,
                   .minimum = 0,
                   .maximum = 0.95,
                   .advanced = true});
}

void addStarts(std::vector<Option>& all) {
    const auto when = [](const char* kind) {
        return std::vector<Condition>{{"method.init.kind", {Json(kind)}}};
    };
    all.push_back(
        {.key = "method.init.kind",
         .type = OptionType::Choice,
         .label = "Start from",
         .help = "What the prefix is before the first step.",
         .fallback = "words",
         .choices = {{"words", "Words", "What the frozen model makes of real words: learns soonest."},
                     {"random", "Random", "Random numbers; a network as PyTorch starts it."},
                     {"noop", "No effect",
                      "Values of zero and keys that get next to no attention; the share is said."},
                     {"run", "A run", "The prefix of another run of this project."}}});
    all.push_back({.key = "method.init.text",
                   .type = OptionType::Text,
                   .label = "Text",
                   .help = "The words to start from, best a description of the task, repeated where it is "
                           "shorter than the prefix. Empty: the template's words and the labels, else "
                           "the first rows'.",
                   .fallback = "",
                   .maximum = 100000,
                   .when = when("words")});
    all.push_back({.key = "method.init.scale",
                   .type = OptionType::Number,
                   .label = "Scale",
                   .help = "Times the spread of real words' keys and values in each layer.",
                   .fallback = 1,
                   .minimum = 0,
                   .maximum = 1000,
                   .exclusiveMinimum = true,
                   .when = {{"method.init.kind", {"random"}}, {"method.reparameterization", {"none"}}}});
    all.push_back({.key = "method.init.run",
                   .type = OptionType::Text,
                   .label = "Run",
                   .help = "The run's number or name.",
                   .maximum = 200,
                   .when = when("run")});
}

std::vector<Option> options() {
    std::vector<Option> all{softTokensOption()};
    addStarts(all);
    addNetwork(all);
    addPlaces(all);
    return all;
}

/// The parts that a kind of backbone has, by their switch.
bool hasPart(BackboneKind kind, std::string_view part) {
    if (kind == BackboneKind::EncoderDecoder) return true;
    return part == (kind == BackboneKind::Masked ? "encoder" : "decoder");
}

std::optional<std::string> refuses(const BackboneShape& backbone, const Recipe& recipe) {
    const bool deep = recipe.text("method.depth") == "all";
    const bool infix = deep && recipe.text("method.placement") == "infix";
    if (infix && backbone.kind == BackboneKind::EncoderDecoder)
        return "an infix stands between a source and its target, and an encoder-decoder reads them apart; "
               "use method.placement prefix";
    if (recipe.text("method.init.kind") == "noop" && (!deep || infix))
        return "a start without effect is made for keys and values in front of a text; use method.depth all "
               "and method.placement prefix, or another method.init.kind";
    if (deep && !infix)
        for (const char* part : {"encoder", "decoder", "cross"})
            if (recipe.json().at(std::string("method.parts.") + part).toBool(false) &&
                !hasPart(backbone.kind, part))
                return std::string("method.parts.") + part + " is true, but a " +
                       (backbone.kind == BackboneKind::Masked
                            ? "masked model is an encoder alone: it has the encoder's prefix"
                            : "decoder has no encoder: it has the decoder's prefix");
    if (prefixShape(backbone, recipe).parts.empty())
        return "every one of method.parts that this backbone has is false, so nothing would be trained";
    const std::int64_t tokens = recipe.integer("method.tokens");
    if (backbone.context > 0 && tokens >= backbone.context)
        return std::to_string(tokens) + " soft tokens leave no room for text: this backbone takes " +
               std::to_string(backbone.context) + " positions";
    return std::nullopt;
}

std::int64_t trainable(const BackboneShape& backbone, const Recipe& recipe) {
    std::int64_t sum = 0;
    for (const auto& [name, sizes] : parameterTensors(prefixShape(backbone, recipe))) {
        std::int64_t count = 1;
        for (const std::int64_t size : sizes) count *= size;
        sum += count;
    }
    return sum;
}

/// A prefix of keys and values stands in front of the rows, by positions alone; everything else among them.
RowTokens rowTokens(const BackboneShape& backbone, const Recipe& recipe) {
    const std::int64_t tokens = recipe.integer("method.tokens");
    if (recipe.text("method.depth") == "embedding" || recipe.text("method.placement") == "infix")
        return {tokens, 0};
    // Rows of encoder-decoders are the encoder's, whose positions are not shifted.
    return {0, backbone.kind == BackboneKind::EncoderDecoder ? 0 : tokens};
}

}  // namespace

MethodDescription description() {
    MethodDescription method;
    method.kind = {.name = "prefix_tuning",
                   .label = "Prefix-tuning",
                   .help = "Trains keys and values that every layer attends to in front of the text.",
                   .options = options()};
    method.refuses = refuses;
    method.trainable = trainable;
    method.rowTokens = rowTokens;
    return method;
}

}  // namespace lathe::prefix_tuning
