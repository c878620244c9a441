// SPDX-License-Identifier: Apache-2.0
#include "core/methods/p_tuning/description_network.h"

namespace lathe::p_tuning {

NetworkShape networkShape(const BackboneShape& shape, const Recipe& recipe) {
    NetworkShape network;
    const std::string encoder = recipe.text("method.encoder");
    network.encoder = encoder == "lstm"  ? NetworkShape::Encoder::Lstm
                      : encoder == "mlp" ? NetworkShape::Encoder::Mlp
                                         : NetworkShape::Encoder::None;
    network.slots = recipe.integer("method.tokens");
    network.width = shape.width;
    if (network.encoder == NetworkShape::Encoder::None) return network;
    network.paper = recipe.text("method.network") == "paper";
    const Json& hidden = recipe.json().at("method.hidden");
    network.hidden = hidden.isNumber() ? hidden.toInteger() : shape.width;
    return network;
}

std::vector<std::pair<std::string, std::vector<std::int64_t>>> networkTensors(const NetworkShape& n) {
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> all;
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
        all.emplace_back("network." + name, std::move(shape));
    };
    const auto linear = [&](int number, std::int64_t in, std::int64_t out) {
        const std::string name = "mlp_head." + std::to_string(number);
        add(name + ".weight", {out, in});
        add(name + ".bias", {out});
    };
    if (n.encoder == NetworkShape::Encoder::None) {
        all.emplace_back("prompt", std::vector<std::int64_t>{n.slots, n.width});
        return all;
    }
    add("embedding.weight", {n.slots, n.width});
    if (n.encoder == NetworkShape::Encoder::Lstm) {
        const std::int64_t h = n.direction();
        for (int layer = 0; layer < 2; ++layer)
            for (const std::string side : {"", "_reverse"}) {
                const std::string end = "_l" + std::to_string(layer) + side;
                add("lstm_head.weight_ih" + end, {4 * h, layer == 0 ? n.width : 2 * h});
                add("lstm_head.weight_hh" + end, {4 * h, h});
                add("lstm_head.bias_ih" + end, {4 * h});
                add("lstm_head.bias_hh" + end, {4 * h});
            }
        linear(0, 2 * h, 2 * h);
        linear(2, 2 * h, n.width);
    } else if (n.paper) {
        linear(0, n.width, n.hidden);
        linear(2, n.hidden, n.width);
    } else {
        linear(0, n.width, n.hidden);
        linear(2, n.hidden, n.hidden);
        linear(4, n.hidden, n.width);
    }
    return all;
}

}  // namespace lathe::p_tuning
