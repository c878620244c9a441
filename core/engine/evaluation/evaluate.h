// SPDX-License-Identifier: Apache-2.0
// Scores a prompt on encoded rows.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/backbone.h"
#include "core/project/runs.h"
#include "core/spec/recipe.h"
#include "core/text/template.h"

namespace lathe {

struct Evaluation {
    std::int64_t examples = 0;
    std::map<std::string, double> metrics;  ///< "loss", "accuracy", "f1_macro", ... as the task has them
    std::vector<Prediction> predictions;    ///< in the rows' order; empty for targets that were not decoded
};

/// Whether targets are also written out greedily (exact_match, predictions): slow, so not at each validation.
enum class Decode { No, Yes };

/// Ranks candidates by likelihood (classify, choose) or measures the target's loss (generate). `trained`
/// empty: the bare backbone; slots are left out of its rows. `goOn` is asked between batches; where it
/// returns false, the error says that the evaluation was cancelled.
Result<Evaluation> evaluate(Backbone& backbone, const TensorMap& trained, const Recipe& recipe,
                            const std::vector<EncodedRow>& rows, const std::vector<std::string>& labels,
                            const Tokenizer& tokenizer, const std::function<bool()>& goOn = {},
                            Decode decode = Decode::No);

/// The nearest words of each vector of "prompt" [slots, width], fillers included.
Result<std::vector<SlotNeighbours>> neighbours(Backbone& backbone, const HostTensor& prompt,
                                               const Tokenizer& tokenizer, std::int64_t count,
                                               std::string_view metric);

}  // namespace lathe
