// SPDX-License-Identifier: Apache-2.0
// How the step that is measured was chosen: stands beside each score.
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/project/runs.h"

namespace lathe::cli {

/// {"split", "metric", "evaluations", "runs", "configurations"}: the split and metric that chose this step of
/// the run (both null where it was asked for by number, or is the last), among how many evaluations; and how
/// many runs, of how many recipes (name and seed aside), the project has trained on the same data so far.
Result<Json> howChosen(const Project& project, const RunRow& run, std::int64_t step);
/// The same as a sentence.
std::string chosenText(const Json& chosen, const RunRow& run, std::int64_t step);

}  // namespace lathe::cli
