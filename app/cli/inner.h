// SPDX-License-Identifier: Apache-2.0
// Verbs that have verbs of their own: `data import`, `backbone list`.
#pragma once

#include <utility>
#include <vector>

#include "app/cli/verb.h"

namespace lathe::cli {

/// One inner verb: its App (a subcommand) and what runs it.
using InnerVerbs = std::vector<std::pair<CLI::App*, Action>>;
/// Runs the inner verb that was given.
Action chosen(InnerVerbs inner);

}  // namespace lathe::cli
