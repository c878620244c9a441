// SPDX-License-Identifier: Apache-2.0
// What decoders with RMS norms, rotary embedding and gated inner values have in common: Llama, Mistral and
// Qwen2 differ in a few switches alone.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/backbones/config_reader.h"
#include "core/backbones/description.h"

namespace lathe::llama {

/// `scaling` is null, {"rope_type": "linear", "factor"} or {"rope_type": "llama3", "factor",
/// "low_freq_factor", "high_freq_factor", "original_max_position_embeddings"}.
struct Rope {
    double theta = 10000;
    Json scaling;
};
/// Reads rope_theta and rope_scaling, or the newer rope_parameters, which holds both.
Rope readRope(const Json& config, ConfigReader& read);

/// What a family says of itself where its configuration is silent.
struct Defaults {
    std::string family;
    std::int64_t context = 2048;
    bool queryBias = false, outputBias = false, mlpBias = false;
    std::int64_t window = 0;  ///< the sliding window that takes effect, 0: none; rows are at most as long
};
/// Sizes, switches and tensors; `shape.config` is complete afterwards ("query_bias", "output_bias",
/// "mlp_bias", "rope_theta", "rope_scaling", ...), so that the module needs no defaults of its own.
Result<BackboneShape> readShape(const Json& config, ConfigReader& read, const Defaults& defaults);
std::vector<ExpectedTensor> tensors(const BackboneShape& shape);

/// GGUF's ARCHITECTURE.* keys as Hugging Face's.
Result<Json> configFromGguf(const Json& metadata, const std::function<bool(std::string_view)>& holds,
                            const std::string& architecture);
std::string ggufName(const std::string& name);

}  // namespace lathe::llama
