// SPDX-License-Identifier: Apache-2.0
// Rows of a run that both the recorder and other verbs write, within the caller's transaction. Private to
// this folder.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/project/database.h"
#include "core/project/runs.h"

namespace lathe {

Result<> writeEvaluation(Database& database, std::int64_t run, std::int64_t step, std::string_view data,
                         std::int64_t examples, const std::map<std::string, double>& metrics,
                         const std::vector<Prediction>& predictions, bool best,
                         const Json& details = Json::object());
Result<> writeSnapshot(Database& database, std::int64_t run, std::int64_t step, double drift,
                       const TensorMap& tensors,
                       const std::map<std::string, std::vector<SlotNeighbours>>& neighbours);
/// Deletes all that a run recorded after a step (-1: everything), in a transaction of its own.
Result<> forgetAfter(Database& database, std::int64_t run, std::int64_t step);

}  // namespace lathe
