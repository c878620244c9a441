// SPDX-License-Identifier: Apache-2.0
// Files and folders that are written beside their name and renamed when they are whole.
#pragma once

#include <filesystem>

namespace lathe {

/// TARGET.part-PID of this process. What programs that were killed left under such names is removed: their
/// process is gone, and nothing was written there for ten seconds (it may be another machine's).
std::filesystem::path besidePath(const std::filesystem::path& target);

}  // namespace lathe
