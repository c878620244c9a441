// SPDX-License-Identifier: Apache-2.0
// What prefix-tuning trains over a backbone (Li and Liang 2021): which attentions get a prefix, and the
// networks that compute them while training.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/backbones/description.h"
#include "core/spec/recipe.h"

namespace lathe::prefix_tuning {

/// One attention's prefix, or with no layers the vectors of the embedding-only ablation.
struct Part {
    std::string name;  ///< "decoder.self", "encoder.self", "decoder.cross", "decoder.infix", ..., or "prompt"
    std::int64_t layers = 0, width = 0;
    /// Numbers of one token: each layer's key, then its value (PEFT's order), or one vector.
    std::int64_t numbers() const { return layers == 0 ? width : layers * 2 * width; }
};

struct PrefixShape {
    std::int64_t tokens = 0;
    std::vector<Part> parts;
    bool network = false;
    bool paper = true;          ///< false: PEFT's form
    std::int64_t width = 0;     ///< of the network's embedding
    std::int64_t hidden = 512;  ///< of its inner layers
    std::int64_t linears = 2;   ///< linear layers, tanh between them
};

PrefixShape prefixShape(const BackboneShape& backbone, const Recipe& recipe);

using Sizes = std::vector<std::pair<std::string, std::vector<std::int64_t>>>;
/// What the backbone is given: PART.key and PART.value [layers, tokens, width], or "prompt" [tokens, width].
Sizes computedTensors(const PrefixShape& shape);
/// What is trained, part by part: "network.PART.embedding.weight" [tokens, width], then
/// "network.PART.transform.N.weight" [out, in] and ".bias" for N = 0, 2, ...; without a network the computed
/// tensors.
Sizes parameterTensors(const PrefixShape& shape);

}  // namespace lathe::prefix_tuning
