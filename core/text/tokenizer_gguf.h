// SPDX-License-Identifier: Apache-2.0
// The tables of GGUF's tokenizer.ggml.*, checked; and what each kind of tokenizer makes of them.
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/text/tokenizer_pipeline.h"

namespace lathe::tokens {

struct GgufTables {
    enum Type : std::int64_t { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };
    std::string source;
    std::vector<std::string> tokens;
    std::vector<std::int64_t> types;  ///< one a token
    std::vector<double> scores;       ///< one a token, or none
    bool hasMerges = false;
    std::vector<std::pair<std::string, std::string>> merges;
    std::string pre;  ///< "default" where the file names none
    std::string characterMap;
    std::optional<bool> spacePrefix;  ///< add_space_prefix
    std::optional<std::int32_t> unknown;

    tl::unexpected<Error> wrong(const std::string& what) const {
        return failed(what, source, "get the file again");
    }
};

/// tokenizer.ggml.model "gpt2": byte-level BPE with the split pattern that tokenizer.ggml.pre names.
Result<PipelineParts> byteLevelOfGguf(const GgufTables& tables);
/// "llama": sentencepiece's BPE as merges, from the file or from its scores.
Result<PipelineParts> llamaOfGguf(const GgufTables& tables);
/// "t5": unigram, normalised by the file's character map where it has one.
Result<PipelineParts> t5OfGguf(const GgufTables& tables);

}  // namespace lathe::tokens
