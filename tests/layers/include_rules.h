// SPDX-License-Identifier: Apache-2.0
// The walls between the folders, as a table, and the check of a tree against it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lathe::layers {

/// One thing that is not as the table says.
struct Finding {
    std::string file;  ///< relative to the tree's root
    int line = 0;
    std::string what;
};

struct Report {
    std::vector<Finding> findings;
    std::vector<std::string> bigTorchFiles;  ///< files that include LibTorch's big headers themselves
    int files = 0;
};

/// The layer of a file (docs/map.md) by its path from the root: "base", "engine", "widgets", ...; "" where it
/// belongs to none, which is a finding of its own in core/, widgets/ and app/.
std::string layerOf(const std::string& path);

/// Reads every source below core/, widgets/, app/ and tests/ of `root` and checks: edges between layers,
/// LibTorch in the engine alone and not in headers that others see, Qt in the window alone, third parties'
/// headers only where they belong and never in a header that another folder reaches, includes from the root,
/// and the licence's line.
Report checkTree(const std::filesystem::path& root);

}  // namespace lathe::layers
