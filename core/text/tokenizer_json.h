// SPDX-License-Identifier: Apache-2.0
// tokenizer.json as a pipeline; what it does not know is named and refused.
#pragma once

#include <string>
#include <vector>

#include "core/text/tokenizer_json_reader.h"

namespace lathe::tokens {

/// All but the digest and the names of bos, eos, pad and mask, which stand in other files. "truncation" and
/// "padding" say what a caller wants, not what a text's ids are, and count for nothing.
Result<PipelineParts> readTokenizerJson(const Json& json, const std::string& source);
/// Entries by id from `parts.ids`: names, and what they stand for by `parts.decoding`.
void fillEntries(PipelineParts& parts);

}  // namespace lathe::tokens
