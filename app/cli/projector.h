// SPDX-License-Identifier: Apache-2.0
// A prompt among its words for TensorBoard's Embedding Projector: vectors and their labels as tab-separated
// lines.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/engine/backbone.h"
#include "core/project/runs.h"

namespace lathe::cli {

using LoadBackbone =
    std::function<Result<std::shared_ptr<Backbone>>(const BackboneFiles& files, const std::string& dtype)>;

/// tensors.tsv (a vector a line), metadata.tsv (label, kind, step, position; a header) and
/// projector_config.pbtxt: the soft tokens of every snapshot, and the words that are near those of `step`.
/// Refuses prefixes.
Result<std::vector<std::string>> writeProjector(const Project& project, const RunRow& run, std::int64_t step,
                                                const std::filesystem::path& directory,
                                                const LoadBackbone& load);

}  // namespace lathe::cli
