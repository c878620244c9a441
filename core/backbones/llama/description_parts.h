// SPDX-License-Identifier: Apache-2.0
// Parts of the Llama family's description: rotary embedding's settings, GGUF's keys and names.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/backbones/config_reader.h"
#include "core/base/json.h"

namespace lathe::llama {

/// `scaling` is null, {"rope_type": "linear", "factor"} or {"rope_type": "llama3", "factor",
/// "low_freq_factor", "high_freq_factor", "original_max_position_embeddings"}.
struct Rope {
    double theta = 10000;
    Json scaling;
};
/// Reads rope_theta and rope_scaling, or the newer rope_parameters, which holds both.
Rope readRope(const Json& config, ConfigReader& read);

Result<Json> configFromGguf(const Json& metadata, const std::function<bool(std::string_view)>& holds);
std::string ggufName(const std::string& name);

}  // namespace lathe::llama

namespace lathe {
struct BackboneDescription;
namespace llama {
BackboneDescription description();
}
}  // namespace lathe
