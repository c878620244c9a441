// SPDX-License-Identifier: Apache-2.0
// The packed batches of one update, weighted so that their losses and gradients simply add up.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/engine/backbone.h"
#include "core/spec/recipe.h"
#include "core/text/template.h"

namespace lathe {

struct UpdateBatches {
    std::vector<PackedBatch> batches;
    std::int64_t tokens =
        0;  ///< hard tokens of the rows, answers included: what is read without slots and padding
};

/// Rows `taken` of `rows` in batches of `perBatch`. Weights: one over the labelled tokens of the whole update
/// (mean over tokens), or with `sentences` one over its rows (sum over a row's tokens, mean over rows).
/// `behindContexts`: what stands in front of a row's soft tokens is its past; `rows` must outlive the
/// batches.
UpdateBatches updateBatches(const std::vector<EncodedRow>& rows, std::span<const std::int64_t> taken,
                            std::int64_t perBatch, bool sentences, bool behindContexts = false);

/// What task.loss and optimizer.z_loss say. Refuses `labels` where a verbalizer has several tokens.
Result<LossOptions> lossOptions(const Recipe& recipe, const std::vector<EncodedRow>& rows,
                                const std::vector<std::string>& labels);

}  // namespace lathe
