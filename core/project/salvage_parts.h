// SPDX-License-Identifier: Apache-2.0
// Salvage's two halves. Private to this folder.
#pragma once

#include "core/base/result.h"
#include "core/project/database.h"
#include "core/project/salvage.h"

namespace lathe {

/// Every row that can be read, around what is damaged. Foreign keys must be off in `to`.
Result<> copyTables(Database& from, Database& to, Salvaged& result);
/// Takes out or mends what belongs to nothing or is half there, so that `check` finds nothing.
Result<> makeSound(Database& database, Salvaged& result);

}  // namespace lathe
