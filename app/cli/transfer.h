// SPDX-License-Identifier: Apache-2.0
// Domain transfer: prompts measured on data that they were not trained on.
#pragma once

#include <string>
#include <vector>

#include "app/cli/verb.h"

namespace lathe::cli {

struct TransferAsk {
    std::string file;
    std::vector<std::string> runs, data;
    std::string metric;  ///< "": accuracy where there is one, else loss
    std::string csv;
};

/// Evaluates each run on each data set (test where there is one), stores each evaluation with its run, and
/// prints the matrix. What was measured before at the same step is read, not measured again.
Ran transferMatrix(const TransferAsk& ask, const Output& output);

}  // namespace lathe::cli
