// SPDX-License-Identifier: Apache-2.0
// Which names rows may have. Private to this folder.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lathe {

/// A name for a data set, recipe, run or tag: one line of 1 to 200 bytes without blanks around it. `what`
/// says which.
Result<> checkName(std::string_view name, std::string_view what);
/// A run's name, which must not read as a run's number or "last".
Result<> checkRunName(std::string_view name);
/// A data set's or split's name, which must not hold the '/' that separates the two.
Result<> checkDataName(std::string_view name, std::string_view what);

}  // namespace lathe
