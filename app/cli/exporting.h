// SPDX-License-Identifier: Apache-2.0
// A run's prompt in other programs' formats: what `export` and the window's export button share.
#pragma once

#include <string>
#include <vector>

#include "core/project/project.h"
#include "core/project/runs.h"

namespace lathe::cli {

struct ExportResult {
    std::int64_t step = 0;
    std::string directory;
    std::vector<std::string> notes;  ///< what the format could not hold
};

/// Formats: peft, promptlathe, npy, csv.
std::vector<std::string> exportFormats();
Result<ExportResult> exportRun(const Project& project, const RunRow& run, const std::string& step, const std::string& format,
                               const std::string& directory);

}  // namespace lathe::cli
