// SPDX-License-Identifier: Apache-2.0
// The words among which a probe ranks its answers.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/project/data_sets.h"
#include "core/text/template.h"

namespace lathe {

/// Gives a probe's encoder the candidates that its task names: every answer of the data set, or the words of
/// task.candidates_file (one a line, UTF-8). Returns a note where words of the list had to stay out, else "".
Result<std::string> giveCandidates(RowEncoder& encoder, const Json& task, const Project& project,
                                   const DataSet& data);

}  // namespace lathe
