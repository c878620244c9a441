// SPDX-License-Identifier: Apache-2.0
// A sweep's table: what each configuration reached on validation, over seeds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/project/sweeps.h"
#include "core/spec/sweep_plan.h"

namespace lathe {

/// A configuration's line: over seeds, each the mean over the parts of --each.
struct SweepLine {
    SweepSettings settings;
    std::vector<std::int64_t> runs;
    std::vector<double> values;  ///< of each seed whose runs all have one
    std::int64_t asked = 0;      ///< how many seeds there should be
    double mean() const;         ///< NaN without values
    /// Of a sample; nothing with fewer than two values.
    std::optional<double> deviation() const;
    bool whole() const { return static_cast<std::int64_t>(values.size()) == asked; }
};

struct SweepTable {
    SweepRow sweep;
    std::string metric;  ///< "validation.accuracy"
    std::vector<SweepLine> lines;
    std::int64_t best = -1;  ///< among whole lines; -1: none yet
    std::int64_t runs = 0;   ///< that the sweep asks for
    std::int64_t finished = 0, failed = 0;
    std::vector<std::int64_t> live;  ///< the runs that train now: one, or as many as there are lanes
    std::int64_t lanes = 1;          ///< how many trained side by side, as far as runs have begun
    bool interrupted = false;
    bool complete() const { return finished == runs; }
};

/// The table of a sweep as it stands.
Result<SweepTable> sweepTable(const Project& project, const SweepRow& sweep, bool lowerIsBetter);
/// The keys that any configuration sets, in their order.
std::vector<std::string> sweepKeys(const SweepTable& table);
/// What a configuration sets there; "" where it does not.
std::string settingOf(const SweepLine& line, const std::string& key);
/// One line a configuration: its settings, mean, deviation, seeds, each value.
std::string csv(const SweepTable& table);

}  // namespace lathe
