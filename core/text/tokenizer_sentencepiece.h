// SPDX-License-Identifier: Apache-2.0
// Models of the sentencepiece library (Kudo and Richardson 2018): T5's spiece.model, Llama 2's
// tokenizer.model.
#pragma once

#include <filesystem>

#include "core/text/tokenizer_pipeline.h"

namespace lathe::tokens {

/// Vocabulary, model, order of pieces and special ids; nothing is put around.
Result<PipelineParts> readSentencePiece(const std::filesystem::path& path);

}  // namespace lathe::tokens
