// SPDX-License-Identifier: Apache-2.0
// A model whose own weights were trained, as a checkpoint that Hugging Face's libraries load.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/library/library.h"
#include "core/spec/tensor.h"

namespace lathe::cli {

/// Writes model.safetensors with every weight in float32, the trained ones of `tensors` and the backbone's
/// own others, and copies the configuration and the tokenizer's files of a Hugging Face directory. Refused
/// where no weight was trained. Returns what is worth saying.
Result<std::vector<std::string>> exportCheckpoint(const std::filesystem::path& directory,
                                                  const BackboneFiles& files, const TensorMap& tensors);

}  // namespace lathe::cli
