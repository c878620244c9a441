// SPDX-License-Identifier: Apache-2.0
// Templates with examples in front, and the label that is most common: what there is without training.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/project/data_sets.h"

namespace lathe::cli {

/// The task with its template's soft slots left out and, in front of it, `count` of the rows, drawn by
/// `seed`, each as the template says it with its right answer, an empty line behind each. task.max_tokens
/// grows with them as far as `context` (0: without a limit) allows. Refuses more rows than there are.
Result<Json> withShots(const Json& task, const std::vector<DataRow>& rows, std::int64_t count,
                       std::uint64_t seed, std::int64_t context);

/// The answers of the rows (a label, a probe's word), the commonest first; of several the one whose name
/// comes first.
Result<std::vector<std::string>> commonestAnswers(const Json& task, const std::vector<DataRow>& rows);
/// Each row's answer by its number.
std::map<std::int64_t, std::string> answersOf(const Json& task, const std::vector<DataRow>& rows);

}  // namespace lathe::cli
