// SPDX-License-Identifier: Apache-2.0
#include "core/methods/prefix_tuning/description_shape.h"

namespace lathe::prefix_tuning {
namespace {

std::vector<Part> partsOf(const BackboneShape& backbone, const Recipe& recipe) {
    const std::int64_t width = backbone.keyValueHeads * backbone.headWidth;
    const std::string own = backbone.kind == BackboneKind::Masked ? "encoder." : "decoder.";
    if (recipe.text("method.depth") == "embedding") return {{"prompt", 0, backbone.width}};
    if (recipe.text("method.placement") == "infix") return {{own + "infix", backbone.layers, width}};
    // "auto": wherever the backbone has such a part.
    const auto wanted = [&](const char* part) {
        const Json& value = recipe.json().at(std::string("method.parts.") + part);
        return value.isBool() ? value.toBool() : true;
    };
    std::vector<Part> parts;
    const bool both = backbone.kind == BackboneKind::EncoderDecoder;
    if (both && wanted("encoder")) parts.push_back({"encoder.self", backbone.encoderLayers, width});
    if (wanted(own == "decoder." ? "decoder" : "encoder"))
        parts.push_back({own + "self", backbone.layers, width});
    if (both && wanted("cross")) parts.push_back({"decoder.cross", backbone.layers, width});
    return parts;
}

}  // namespace

PrefixShape prefixShape(const BackboneShape& backbone, const Recipe& recipe) {
    PrefixShape shape;
    shape.tokens = recipe.integer("method.tokens");
    shape.parts = partsOf(backbone, recipe);
    shape.network = recipe.text("method.reparameterization") == "mlp";
    if (!shape.network) return shape;
    shape.paper = recipe.text("method.network") == "paper";
    shape.width = shape.paper ? backbone.width : backbone.keyValueHeads * backbone.headWidth;
    shape.hidden = recipe.integer("method.width");
    shape.linears = shape.paper ? recipe.integer("method.layers") : 2;
    return shape;
}

Sizes computedTensors(const PrefixShape& shape) {
    Sizes all;
    for (const Part& part : shape.parts) {
        if (part.layers == 0) {
            all.emplace_back(part.name, std::vector<std::int64_t>{shape.tokens, part.width});
            continue;
        }
        for (const char* what : {".key", ".value"})
            all.emplace_back(part.name + what,
                             std::vector<std::int64_t>{part.layers, shape.tokens, part.width});
    }
    return all;
}

Sizes parameterTensors(const PrefixShape& shape) {
    if (!shape.network) return computedTensors(shape);
    Sizes all;
    for (const Part& part : shape.parts) {
        const std::string at = "network." + part.name + ".";
        all.emplace_back(at + "embedding.weight", std::vector<std::int64_t>{shape.tokens, shape.width});
        std::int64_t in = shape.width;
        for (std::int64_t k = 0; k < shape.linears; ++k) {
            const std::int64_t out = k + 1 == shape.linears ? part.numbers() : shape.hidden;
            const std::string name = at + "transform." + std::to_string(2 * k);
            all.emplace_back(name + ".weight", std::vector<std::int64_t>{out, in});
            all.emplace_back(name + ".bias", std::vector<std::int64_t>{out});
            in = out;
        }
    }
    return all;
}

}  // namespace lathe::prefix_tuning
