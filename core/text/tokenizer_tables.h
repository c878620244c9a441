// SPDX-License-Identifier: Apache-2.0
// Tokenizers from tables and folders, behind loadTokenizer.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/text/tokenizer.h"

namespace lathe::tokens {

/// From GGUF metadata ("tokenizer.ggml.*"); `source` names the file in errors.
Result<std::shared_ptr<const Tokenizer>> fromGguf(const Json& metadata, const std::string& source);
/// From a folder in Hugging Face's form: tokenizer.json, else spiece.model or tokenizer.model, vocab.json and
/// merges.txt, or vocab.txt.
Result<std::shared_ptr<const Tokenizer>> fromFolder(const std::filesystem::path& folder);

}  // namespace lathe::tokens
