// SPDX-License-Identifier: Apache-2.0
// An update (network and optimizer included) beside the bare products that it cannot avoid, in one process.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/engine/backbone.h"

namespace lathe {

struct BenchOptions {
    std::string method = "prompt_tuning";
    std::int64_t tokens = 20, batch = 16, length = 128;
    double labelled = 0.25;  ///< share of a row's tokens, its last ones
    /// (source, target) tokens of rows to draw from instead; the target is labelled.
    std::vector<std::pair<std::int64_t, std::int64_t>> lengths;
    double seconds = 12;
    std::uint64_t seed = 0;
    std::uint64_t restingBytes = 0;  ///< residentBytes() before the backbone was loaded
};

/// {"seconds_a_step", "tokens_a_second" (real tokens, soft ones not counted), "floor_seconds", "ratio",
/// "plain_floor_seconds" (soft rows counted in every row), "plain_ratio", "peak_gib", "resting_gib", "steps",
/// ...}: medians of steps and floors taken in turn.
Result<Json> bench(Backbone& backbone, const BenchOptions& options);

}  // namespace lathe
