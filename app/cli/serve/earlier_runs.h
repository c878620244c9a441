// SPDX-License-Identifier: Apache-2.0
// What earlier runs of the same shape took on this machine: the best estimate there is of the next one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/project/project.h"
#include "core/spec/recipe.h"

namespace lathe::cli {

struct EarlierCost {
    std::int64_t run = 0;             ///< whose figures these are
    double secondsAStep = 0;          ///< without evaluations
    double secondsAnEvaluation = -1;  ///< with its share of snapshots; below 0: not known
    double peakMib = 0;               ///< the most that the process held; 0: not known
};

/// The quickest of the newest runs that computed the same thing a step: same backbone, task, method, batch
/// and data, on this machine. Nothing where none went on long enough to tell.
std::optional<EarlierCost> earlierCost(const Project& project, const Recipe& recipe,
                                       const std::string& dataDigest);

/// Whether two complete recipes compute the same thing a step: they differ at most in name, seed, rates,
/// schedule, start and how long they go on.
bool sameShape(const Json& left, const Json& right);

}  // namespace lathe::cli
