// SPDX-License-Identifier: Apache-2.0
#include "core/methods/full/description_weights.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace lathe::full {
namespace {

/// The number in "model.layers.12.self_attn.q_proj.weight"; of "decoder.block.3.layer.0" the first.
std::optional<std::int64_t> layerIn(std::string_view name) {
    while (!name.empty()) {
        const std::string_view part = name.substr(0, name.find('.'));
        std::int64_t number = 0;
        const auto read = std::from_chars(part.data(), part.data() + part.size(), number);
        if (!part.empty() && read.ec == std::errc() && read.ptr == part.data() + part.size()) return number;
        name.remove_prefix(std::min(name.size(), part.size() + 1));
    }
    return std::nullopt;
}

bool isLastNorm(std::string_view name) {
    std::string low(name);
    std::transform(low.begin(), low.end(), low.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const auto holds = [&](std::string_view word) { return low.find(word) != std::string::npos; };
    return (holds("norm") || holds("ln_f")) && !holds("embed");
}

}  // namespace

bool isTrained(const BackboneShape& shape, std::string_view name, std::int64_t layers) {
    if (layers == 0) return true;
    const auto number = layerIn(name);
    if (!number) return isLastNorm(name);
    const bool encoder = shape.kind == BackboneKind::EncoderDecoder &&
                         (name.starts_with("encoder.") || name.starts_with("model.encoder."));
    return *number >= (encoder ? shape.encoderLayers : shape.layers) - layers;
}

std::int64_t layersOf(const Recipe& recipe) {
    return recipe.json().at("method.layers").toInteger(0);
}

std::int64_t trainedNumbers(const BackboneShape& shape, std::int64_t layers) {
    if (layers == 0) return shape.parameters;
    std::int64_t sum = 0;
    for (const BackboneDescription& family : backboneFamilies()) {
        if (family.family != shape.family || !family.tensors) continue;
        for (const ExpectedTensor& tensor : family.tensors(shape)) {
            if (tensor.optional || !isTrained(shape, tensor.name, layers)) continue;
            std::int64_t count = 1;
            for (const std::int64_t size : tensor.shape) count *= size;
            sum += count;
        }
    }
    return sum;
}

double heldBytes(std::int64_t numbers, const Recipe& recipe) {
    const std::string optimizer = recipe.text("optimizer.kind");
    double moments = 2;
    if (optimizer == "adafactor") moments = recipe.number("optimizer.momentum") > 0 ? 1 : 0.05;
    if (optimizer == "sgd") moments = recipe.number("optimizer.momentum") > 0 ? 1 : 0;
    // The run's weights, those handed to the backbone, and the backbone's own; then in a step two more copies
    // of the gradient, or while a state is saved the state with its moments twice.
    const double always = 3 + moments, stepping = 2, saving = 1 + 2 * moments;
    return 4 * static_cast<double>(numbers) * (always + std::max(stepping, saving));
}

}  // namespace lathe::full
