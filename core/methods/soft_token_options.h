// SPDX-License-Identifier: Apache-2.0
// The options that every method of soft tokens has: how many, and what they are before the first step.
#pragma once

#include <vector>

#include "core/spec/option.h"

namespace lathe {

/// method.tokens.
Option softTokensOption();
/// method.init.*, each applying where all of `when` hold too.
std::vector<Option> softTokenStarts(const std::vector<Condition>& when = {});

}  // namespace lathe
