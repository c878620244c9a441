// SPDX-License-Identifier: Apache-2.0
// What several metrics' statistics are made of. Private to this folder.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/metrics/metric.h"

namespace lathe::metrics {

/// The statistics of all rows added up.
std::vector<double> sumsOf(const Statistics& statistics);

/// For a metric that is a mean of one number a row: (number, 1).
Statistics averaged(const std::vector<double>& numbers);
/// The mean of averaged()'s sums, times `factor`.
double mean(std::span<const double> sums);
double percent(std::span<const double> sums);

/// For each row, of each class that occurs (in order of its number): right, chosen wrongly, missed. Nothing
/// where rows do not decide among the same classes. `none` says which of them stands for "no class" (-1), or
/// is -1.
struct ClassTable {
    Statistics statistics;
    std::ptrdiff_t none = -1;
};
std::optional<ClassTable> classTable(const Measured& measured);

/// Mean over the texts of a score against the best of its references, (score, 1) a row.
std::optional<Statistics> bestOfReferences(const Measured& measured,
                                           double (*score)(const std::string& text,
                                                           const std::string& reference));

/// 1 or 0 for each group (a row without one is a group of its own): whether all of its rows are right.
std::vector<double> groupsRight(const std::vector<bool>& right, const std::vector<std::string>& group);

/// Share of rows whose right answer stands among the first `most`.
std::optional<Statistics> rankedWithin(const Measured& measured, std::int64_t most);

}  // namespace lathe::metrics
