// SPDX-License-Identifier: Apache-2.0
// The network that computes p-tuning's slots while training (Liu et al. 2021): its tensors by name and shape.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/backbones/description.h"
#include "core/spec/recipe.h"

namespace lathe::p_tuning {

struct NetworkShape {
    enum class Encoder { Lstm, Mlp, None };
    Encoder encoder = Encoder::Lstm;
    bool paper = true;  ///< false: PEFT's form
    std::int64_t slots = 0, width = 0;
    std::int64_t hidden = 0;  ///< paper: of both directions together; PEFT: of each
    std::int64_t direction() const { return paper ? hidden / 2 : hidden; }
};

NetworkShape networkShape(const BackboneShape& shape, const Recipe& recipe);
/// Every parameter in a fixed order: "network.embedding.weight" [slots, width], "network.lstm_head.*" as
/// PyTorch names them, "network.mlp_head.N.weight" [out, in] and ".bias". Without a network: "prompt".
std::vector<std::pair<std::string, std::vector<std::int64_t>>> networkTensors(const NetworkShape& shape);

}  // namespace lathe::p_tuning
