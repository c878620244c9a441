// SPDX-License-Identifier: Apache-2.0
// Many runs that belong together: trained one after the other, and their table. Sweeps and studies both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/verb.h"
#include "core/project/sweep_table.h"
#include "core/spec/sweep_plan.h"

namespace lathe::cli {

struct SweepAsk {
    std::string name;   ///< what it is called in the project, and its runs' tag
    std::string study;  ///< "": a sweep of the user's own
    Json recipe;        ///< what every run starts from, as its author wrote it
    std::vector<SweepSettings> configurations;
    std::int64_t seeds = 1;  ///< training.seed of the recipe and the ones after it
    bool draws = false;      ///< training.draw moves with the seed
    std::string each;        ///< a field of the data: one run for each of its values; "": none
    std::string by;          ///< the validation metric that chooses; "": the recipe's training.choose_by
    std::int64_t lanes = 1;  ///< runs that are trained side by side
    std::string progress = "auto";
    std::uint64_t memory = 0;  ///< bytes that the runs may take; 0: no limit
};

/// "validation.NAME" from --by or the recipe; test is refused, since choosing reads validation alone.
Result<std::string> choosingMetric(const std::string& by, const Json& completeRecipe);
/// Checks every recipe before the first run, then trains what is not finished. A run that fails is said and
/// passed over; Ctrl C ends with what there is.
Result<SweepTable> runSweep(Project& project, const SweepAsk& ask, const Output& output);
/// What a sweep of the project asked for, so that runSweep() goes on where it stopped.
SweepAsk askOf(const SweepRow& sweep);
/// The table of a sweep as it stands.
Result<SweepTable> sweepTable(const Project& project, const SweepRow& sweep);

void print(const SweepTable& table, const Output& output);
Json toJson(const SweepTable& table);

}  // namespace lathe::cli
