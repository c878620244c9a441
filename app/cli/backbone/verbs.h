// SPDX-License-Identifier: Apache-2.0
// The inner verbs of `backbone`, one file each.
#pragma once

#include <string>

#include "app/cli/verb.h"
#include "core/library/library.h"

namespace lathe::cli {

Action listBackbonesVerb(CLI::App& app, const Output& output);
Action showBackboneVerb(CLI::App& app, const Output& output);
Action addBackboneVerb(CLI::App& app, const Output& output);
Action fetchBackboneVerb(CLI::App& app, const Output& output);
Action verifyBackboneVerb(CLI::App& app, const Output& output);
Action removeBackboneVerb(CLI::App& app, const Output& output);

/// 134515008 -> "134.5 M"
std::string millions(std::int64_t count);
/// An entry as every verb's --json gives it.
Json entryJson(const BackboneEntry& entry);

}  // namespace lathe::cli
