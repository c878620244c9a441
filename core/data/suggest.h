// SPDX-License-Identifier: Apache-2.0
// A recipe to start from, made from the data itself.
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/project/data_sets.h"

namespace lathe {

/// classify where the rows have a field `labelField` with 2 to 100 values (each said as " VALUE"), generate
/// where they have a field `target`; every other field of text stands in the template on a line of its own.
/// Steps go three times through the train rows, from 100 to 2,000. The error says what the data lacks.
Result<Json> suggestRecipe(const Project& project, const DataSet& data, const std::string& backbone,
                           const std::string& labelField = "label");

}  // namespace lathe
