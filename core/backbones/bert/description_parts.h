// SPDX-License-Identifier: Apache-2.0
// What BERT and RoBERTa have in common: the same layers under other names.
#pragma once

#include <string>
#include <vector>

#include "core/backbones/config_reader.h"
#include "core/backbones/description.h"

namespace lathe::bert {

/// Sizes and switches that both read from their configuration; `shape.config` is complete afterwards
/// ("activation", "position_offset", "type_vocab_size", "layer_norm_eps").
struct Defaults {
    std::string family;
    std::int64_t vocabulary = 0;
    std::int64_t offset = 0;  ///< the learned position of a row's first token
};
Result<BackboneShape> readShape(const Json& config, ConfigReader& read, const Defaults& defaults);

/// How a family's checkpoint calls what stands around its layers.
struct Names {
    std::string base;                                ///< "bert."
    std::string dense, denseNorm;                    ///< the head's transform
    std::string headWeight, headBias, tiedHeadBias;  ///< the decoder; tiedHeadBias where weights are tied
    std::string transformActivation;                 ///< empty: that of the layers
};
std::vector<ExpectedTensor> tensors(const BackboneShape& shape, const Names& names);

const Names& names();  ///< BERT's

}  // namespace lathe::bert

namespace lathe::roberta {
const bert::Names& names();
}
