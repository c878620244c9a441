// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/base/json.h"
#include "core/project/runs.h"

namespace lathe::cli {

/// [{"position", "norm", "neighbours": [{"token", "text", "score"}]}], as the verb and the window's helper give it.
Json toJson(const std::vector<SlotNeighbours>& slots);

}  // namespace lathe::cli
