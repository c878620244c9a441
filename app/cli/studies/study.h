// SPDX-License-Identifier: Apache-2.0
// The papers' studies as sweeps over a recipe of the user's: a file and a line in list.inc each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/spec/sweep_plan.h"

namespace lathe::cli {

struct StudyPlan {
    std::vector<SweepSettings> configurations{};
    std::int64_t seeds = 3;            ///< unless --seeds says otherwise
    bool draws = false;                ///< each seed also draws its own training rows
    std::vector<std::string> notes{};  ///< what was left out, and why
};

/// What a study makes of a complete recipe; refuses one whose method or task it does not fit.
using Study = Result<StudyPlan> (*)(const Json& recipe);

/// A study as users call it ("low-data"), in list.inc's order.
struct KnownStudy {
    std::string name;
    const char* help;
    Study plan;
};
std::vector<KnownStudy> knownStudies();

/// One configuration for each value of an option.
std::vector<SweepSettings> oneEach(const std::string& key, const std::vector<std::string>& values);
/// Every configuration at each of the learning rates: factors of the recipe's own.
std::vector<SweepSettings> atRates(const std::vector<SweepSettings>& configurations, const Json& recipe,
                                   const std::vector<double>& factors);
/// Refuses recipes of another method.
Result<> needMethod(const Json& recipe, const std::string& method);

}  // namespace lathe::cli
