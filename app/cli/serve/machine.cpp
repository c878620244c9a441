// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"
#include "core/engine/machine.h"

namespace lathe::cli {

Result<Json> machineAnswer(Helper&, const Question&) { return machine(); }

}  // namespace lathe::cli
