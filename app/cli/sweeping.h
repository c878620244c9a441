// SPDX-License-Identifier: Apache-2.0
// Many runs that belong together: trained one after the other, and their table. Sweeps and studies both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/verb.h"
#include "core/project/sweeps.h"
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
};

/// A configuration's line: over seeds, each the mean over the parts of --each.
struct SweepLine {
    SweepSettings settings;
    std::vector<std::int64_t> runs;
    std::vector<double> values;  ///< of each seed whose runs all have one
    std::int64_t asked = 0;      ///< how many seeds there should be
    double mean() const;
    /// Of a sample; nothing with fewer than two values.
    std::optional<double> deviation() const;
    bool whole() const { return static_cast<std::int64_t>(values.size()) == asked; }
};

struct SweepTable {
    SweepRow sweep;
    std::string metric;  ///< "validation.accuracy"
    std::vector<SweepLine> lines;
    std::int64_t best = -1;  ///< among whole lines; -1: none yet
    bool interrupted = false;
};

/// "validation.NAME" from --by or the recipe; test is refused, since choosing reads validation alone.
Result<std::string> choosingMetric(const std::string& by, const Json& completeRecipe);
/// Checks every recipe before the first run, then trains what is not finished. A run that fails is said and
/// passed over; Ctrl C ends with what there is.
Result<SweepTable> runSweep(Project& project, const SweepAsk& ask, const Output& output);
/// The table of a sweep as it stands.
Result<SweepTable> sweepTable(const Project& project, const SweepRow& sweep);

void print(const SweepTable& table, const Output& output);
Json toJson(const SweepTable& table);
/// One line a configuration: its settings, mean, deviation, seeds, each value.
std::string csv(const SweepTable& table);

}  // namespace lathe::cli
