// SPDX-License-Identifier: Apache-2.0
// A run's numbers as tables and JSON show them.
#pragma once

#include <map>
#include <string>

#include "core/base/json.h"
#include "core/project/runs.h"

namespace lathe::cli {

/// The last value of what training measures; of evaluations ("validation.accuracy") the value at the best
/// step.
std::map<std::string, double> summary(const RunRow& run);
/// {"run", "name", "state", "step", "steps", "recipe", "resolved", "metrics"} and what else the row knows.
Json runJson(const RunRow& run);
/// "2026-11-23 20:40" of a timestamp; "" of none.
std::string when(const std::string& timestamp);
/// A recipe's value in a table's cell: text plain, everything else as JSON, nothing as "-".
std::string cell(const Json& value);

}  // namespace lathe::cli
