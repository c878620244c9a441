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
    bool behind = false;  ///< decoders: soft tokens stand behind the source, which is constant then
    bool stored = false;  ///< with that: its keys and values are kept already, as from the second epoch on
    double seconds = 12;
    std::uint64_t seed = 0;
    bool network = true;             ///< prefix-tuning by its network; false: the prefix itself is trained
    bool profile = false;            ///< with where the time goes
    std::uint64_t restingBytes = 0;  ///< residentBytes() before the backbone was loaded
};

/// A whole step (the method's network and the optimizer included) and its floors in turn, and their medians:
/// {"seconds_a_step", "tokens_a_second" (real tokens, soft ones not counted), "plain_floor_seconds" and
/// "plain_ratio" (the products of every frozen matrix over every row, soft rows counted in each, forward and
/// backward, attention's, and the head's over labelled rows), "floor_seconds" and "ratio" (without those that
/// exact cuts leave out), "peak_gib", "resting_gib", "steps", ...}. With `profile` also
/// {"profile": {PART: {"seconds", "floor"}}}, means a step; "other" is what no part holds. On a CUDA device the floors
/// are one graph each, whose attention is the library's fused kernels, and of its profile "products" is all that runs there, "loss" the results coming back;
/// "device_peak_gib" is the most that was in use
/// there in steps alone, the weights included, and "device_reserved_gib" what was taken from it for that.
Result<Json> bench(Backbone& backbone, const BenchOptions& options);

}  // namespace lathe
