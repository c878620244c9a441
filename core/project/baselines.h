// SPDX-License-Identifier: Apache-2.0
// What there is without training, measured on the same data as runs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/project/project.h"

namespace lathe {

struct BaselineRow {
    std::string kind;  ///< zero-shot, manual, shots, majority
    Json settings, recipe;
    std::string data;  ///< "glosses/test"
    std::int64_t examples = 0;
    std::map<std::string, double> metrics;
    std::string time;
};

/// Stores one; the same one measured again replaces it.
Result<> recordBaseline(Project& project, const BaselineRow& row);
Result<std::vector<BaselineRow>> listBaselines(const Project& project);

}  // namespace lathe
