// SPDX-License-Identifier: Apache-2.0
// Log-likelihoods of rows' answers, in batches that fit a budget of tokens. Private to this folder.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/engine/backbone.h"
#include "core/engine/context_cache.h"

namespace lathe::scoring {

/// Packed tokens that one forward pass may hold (more only where a single row has more).
inline constexpr std::int64_t kBatchTokens = 2048;

/// What a row's own tokens and those in front of it, whose keys are kept, count for in a batch: the latter
/// cost memory alone, and keys that found no room must be held for a whole batch.
inline std::int64_t costOf(std::int64_t own, std::size_t past) {
    return own + static_cast<std::int64_t>(past) / 4;
}

/// Rows as they are run: soft slots left out for the bare backbone.
std::vector<EncodedRow> asRun(const std::vector<EncodedRow>& rows, bool bare, const Tokenizer& tokenizer);

/// Log-likelihood of each answer of each row (natural logarithm, summed over the answer's tokens):
/// [row][answer]. Where all answers of a batch are one token, one pass over the contexts answers all; else
/// each answer is a packed row. `contexts`: keeps what stands in front of the rows' soft tokens.
Result<std::vector<std::vector<double>>> answerLogProbs(Backbone& backbone, const TensorMap& trained,
                                                        std::span<const EncodedRow> rows,
                                                        const std::function<bool()>& goOn,
                                                        ContextCache* contexts = nullptr);

tl::unexpected<Error> cancelled();

}  // namespace lathe::scoring
