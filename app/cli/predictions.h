// SPDX-License-Identifier: Apache-2.0
// An evaluation's predictions as files for other programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/cli/session.h"

namespace lathe::cli {

/// jsonl: {"row", "input", "label", "prediction", "scores"} a line, and "references", "rank" and "group"
/// where the task has them: `score` reads it. e2e: one text a line at `path`, and the references at
/// `path`.references, a blank line between rows (e2e-metrics). glue: "index<TAB>prediction", the index from a
/// field `idx` or `index`, else counted from 0.
Result<> writePredictions(const Project& project, const DataChoice& choice,
                          const std::vector<Prediction>& predictions, const std::string& path,
                          std::string_view format);

}  // namespace lathe::cli
