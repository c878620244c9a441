// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

namespace lathe {

/// True where a project's disk had no room: what failed changed nothing, and may be tried again.
bool isFullDisk(const Error& error);

}  // namespace lathe
