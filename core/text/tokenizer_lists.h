// SPDX-License-Identifier: Apache-2.0
// Plain lists of tokens as the tokenizer.json that says the same.
#pragma once

#include "core/text/tokenizer_config.h"

namespace lathe::tokens {

/// vocab.json and merges.txt: GPT-2's, RoBERTa's and BART's, Qwen2's, as the folder's files name the class;
/// else GPT-2's.
Result<Json> jsonOfVocabAndMerges(const FolderConfig& config);
/// BERT's vocab.txt: a token a line.
Result<Json> jsonOfVocabText(const FolderConfig& config);

}  // namespace lathe::tokens
