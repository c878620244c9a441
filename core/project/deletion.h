// SPDX-License-Identifier: Apache-2.0
// Large deletions in small transactions: what is to go becomes invisible at once and is taken out piece by
// piece, so that neither a window nor a worker waits. Private to this folder.
#pragma once

#include "core/base/result.h"
#include "core/project/database.h"

namespace lathe {

/// Takes out rows of data sets and runs that are marked as deleted, and of imports whose process is gone, for
/// at most about `seconds`; what is left goes at the next call. Runs that were deleted long ago are among them.
Result<> purge(Database& database, double seconds);

/// This process as rows name it: "host boot pid".
std::string processName();
std::string hostName();
std::string bootId();
/// False where that process cannot be alive: on this machine, another boot or no such pid.
bool mayBeAlive(const std::string& name);

}  // namespace lathe
