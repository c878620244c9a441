// SPDX-License-Identifier: Apache-2.0
// Where this program keeps things, by the XDG base directory specification.
#pragma once

#include <filesystem>

namespace lathe {

std::filesystem::path cacheDirectory();    ///< $XDG_CACHE_HOME/promptlathe
std::filesystem::path dataDirectory();     ///< $XDG_DATA_HOME/promptlathe
std::filesystem::path stateDirectory();    ///< $XDG_STATE_HOME/promptlathe
std::filesystem::path configDirectory();   ///< $XDG_CONFIG_HOME/promptlathe
std::filesystem::path runtimeDirectory();  ///< $XDG_RUNTIME_DIR, else a private folder below the temporary one

}  // namespace lathe
