// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace lathe {

/// The SQL that leads from schema n to n + 1, for n = 0, 1, ...; generated from core/project/schema/NNN.sql.
std::vector<std::string_view> schemaScripts();

}  // namespace lathe
