// SPDX-License-Identifier: Apache-2.0
// A run's prompt in other programs' formats: what `export` and the window's export button share.
#pragma once

#include <string>
#include <vector>

#include "app/cli/projector.h"
#include "core/project/project.h"
#include "core/project/runs.h"

namespace lathe::cli {

struct ExportResult {
    std::int64_t step = 0;
    std::string directory;
    std::vector<std::string> notes;  ///< what the format could not hold
};

/// Formats: peft, promptlathe, npy, csv, projector.
std::vector<std::string> exportFormats();
/// `load` gives the backbone to formats that need its vectors; without it they load it themselves.
Result<ExportResult> exportRun(const Project& project, const RunRow& run, const std::string& step,
                               const std::string& format, const std::string& directory,
                               const LoadBackbone& load = {});

}  // namespace lathe::cli
