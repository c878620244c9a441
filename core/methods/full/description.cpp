// SPDX-License-Identifier: Apache-2.0
// Model tuning: the backbone's own weights, all of them or the top layers, as the papers compare with.
#include <algorithm>
#include <optional>
#include <string>

#include "core/methods/description.h"
#include "core/methods/full/description_weights.h"

namespace lathe::full {
namespace {

std::vector<Option> options() {
    return {{.key = "method.layers",
             .type = OptionType::Integer,
             .label = "Layers",
             .help =
                 "How many of the last layers are trained, with the norms behind them; all: every weight, "
                 "embeddings included.",
             .unit = "layers",
             .fallback = "all",
             .minimum = 1,
             .maximum = 10000,
             .alsoAllowed = {"all"}}};
}

std::optional<std::string> refuses(const BackboneShape& shape, const Recipe& recipe) {
    if (recipe.text("backbone.dtype") == "bfloat16")
        return "whole weights are trained in float32: their steps are smaller than bfloat16's; set "
               "backbone.dtype to "
               "float32 or auto";
    const std::int64_t layers = layersOf(recipe), most = std::max(shape.layers, shape.encoderLayers);
    if (layers > most)
        return "method.layers is " + std::to_string(layers) + ", and this backbone has " +
               std::to_string(most);
    return std::nullopt;
}

std::int64_t trainable(const BackboneShape& shape, const Recipe& recipe) {
    return trainedNumbers(shape, layersOf(recipe));
}

}  // namespace

MethodDescription description() {
    MethodDescription method;
    method.kind = {
        .name = "full",
        .label = "Model tuning",
        .help =
            "Trains the model's own weights, as the papers compare with; takes memory for several copies "
            "of them.",
        .options = options()};
    method.refuses = refuses;
    method.trainable = trainable;
    method.apart = [](const Recipe&) -> std::optional<std::string> {
        return "a run that trains the model's own weights shares them with no other";
    };
    method.rowTokens = [](const BackboneShape&, const Recipe&) { return RowTokens{}; };
    method.wantsFloat32 = [](const Recipe&) { return true; };
    return method;
}

}  // namespace lathe::full
