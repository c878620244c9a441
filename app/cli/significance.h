// SPDX-License-Identifier: Apache-2.0
// Whether two runs differ by more than chance, from their stored predictions.
#pragma once

#include <string>
#include <vector>

#include "app/cli/verb.h"
#include "core/project/project.h"
#include "core/project/runs.h"

namespace lathe::cli {

/// Holds each run against the first on `data` (NAME or NAME/SPLIT; "": test where all have a stored
/// evaluation on it, else validation): paired bootstrap of every metric, and McNemar's exact test of right
/// and wrong. Refuses runs without stored predictions there, or with predictions of other rows.
Result<Json> compareSignificance(Project& project, const std::vector<RunRow>& runs, const std::string& data,
                                 std::int64_t resamples, const Output& output);

}  // namespace lathe::cli
