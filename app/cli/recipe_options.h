// SPDX-License-Identifier: Apache-2.0
// `recipe options`: every key that a recipe may have, from the options' own descriptions.
#pragma once

#include "app/cli/verb.h"

namespace lathe::cli {

Action recipeOptions(CLI::App& app, const Output& output);

}  // namespace lathe::cli
