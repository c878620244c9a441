// SPDX-License-Identifier: Apache-2.0
// A path as a backbone: a GGUF file, or a folder with config.json and safetensors or torch's .bin.
#pragma once

#include <filesystem>
#include <vector>

#include "core/library/library.h"

namespace lathe {

/// A backbone without its digest, and the files that make it (for the digest).
struct OpenedPath {
    BackboneFiles files;
    std::vector<std::filesystem::path> parts;
};

/// Opens what lies at a path; `entry.id` is left to the caller.
Result<OpenedPath> openPath(const std::filesystem::path& path);
/// Every difference between what the family expects and what the files hold; empty where all is right.
std::vector<std::string> tensorProblems(const BackboneFiles& files);

}  // namespace lathe
