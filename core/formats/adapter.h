// SPDX-License-Identifier: Apache-2.0
// Adapters on disk: Hugging Face PEFT's directory, and this program's own (prompt.safetensors, prompt.json).
#pragma once

#include <filesystem>
#include <string>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/spec/tensor.h"

namespace lathe {

/// A PEFT directory: adapter_config.json and the tensor `prompt_embeddings` of
/// adapter_model.safetensors, else of adapter_model.bin.
struct PeftAdapter {
    Json config;
    HostTensor embeddings;  ///< [tokens, columns]
};
Result<PeftAdapter> readPeft(const std::filesystem::path& directory);
/// `modelCard` becomes README.md where it is not empty.
Result<> writePeft(const std::filesystem::path& directory, const PeftAdapter& adapter, const std::string& modelCard);

/// This program's own format: nothing is lost.
struct PromptFile {
    TensorMap tensors;
    Json description;  ///< recipe, digests, metrics, version
};
Result<PromptFile> readPromptFile(const std::filesystem::path& directory);
Result<> writePromptFile(const std::filesystem::path& directory, const PromptFile& prompt);

}  // namespace lathe
