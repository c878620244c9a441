// SPDX-License-Identifier: Apache-2.0
// The inner verbs of `data` that are more than a table.
#pragma once

#include "app/cli/verb.h"

namespace lathe::cli {

Action dataImport(CLI::App& app, const Output& output);
Action dataLengths(CLI::App& app, const Output& output);

}  // namespace lathe::cli
