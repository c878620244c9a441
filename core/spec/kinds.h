// SPDX-License-Identifier: Apache-2.0
// The tasks and optimizers that a recipe may name, from tasks.inc and optimizers.inc.
#pragma once

#include <vector>

#include "core/spec/option.h"

namespace lathe {

std::vector<Kind> taskKinds();
std::vector<Kind> optimizerKinds();
/// name, backbone.*, what all optimizers share, training.*.
std::vector<Option> commonOptions();

}  // namespace lathe
