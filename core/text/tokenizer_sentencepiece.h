// SPDX-License-Identifier: Apache-2.0
// Models of the sentencepiece library (Kudo and Richardson 2018): T5's spiece.model, Llama 2's
// tokenizer.model. Read and run by hand, so that ids do not depend on the version that a system has.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/text/tokenizer_pipeline.h"

namespace lathe::tokens {

struct SentencePieceOptions {
    bool prefixOnce = false;     ///< the space in front is put only where the whole text begins
    std::optional<bool> prefix;  ///< whether it is put at all; else what the file says
    bool fairseq = false;        ///< XLM-R's ids: <s>, <pad>, </s>, <unk>, the other pieces, <mask>
};

/// Vocabulary, model, order of pieces and special ids; nothing is put around. Characters are normalised as
/// the file says.
Result<PipelineParts> readSentencePiece(std::string_view bytes, const std::string& source,
                                        const SentencePieceOptions& options);

}  // namespace lathe::tokens
