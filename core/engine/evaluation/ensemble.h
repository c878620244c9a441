// SPDX-License-Identifier: Apache-2.0
// Several prompts over one frozen backbone (Lester et al. 2021, section 6): every example with every prompt
// in the same batches, and what they decide together.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/evaluation/evaluate.h"

namespace lathe {

/// A prompt with the rows as its own template makes them; all members have the same rows in the same order.
struct EnsembleMember {
    TensorMap trained;
    std::vector<EncodedRow> rows;
};

/// A prompt [n, width] taken apart: n prompts of one vector, each with the rows that hold its slot alone.
std::vector<EnsembleMember> oneTokenPrompts(const HostTensor& prompt, const std::vector<EncodedRow>& rows);

struct EnsembleEvaluation {
    std::vector<Evaluation> members;
    Evaluation vote;  ///< the label that most prompts decide for; at a tie the likelier one of those
    Evaluation mean;  ///< the label with the highest mean probability
};

/// Prompts that are vectors among the words stand in one tensor "prompt" [all slots, width], and each row
/// names its own prompt's slots, so that examples with different prompts share batches. Prefixes (keys and
/// values) are seen by a whole batch: those run one after the other over the same backbone. Refuses tasks
/// whose answers are no labels or candidates.
Result<EnsembleEvaluation> evaluateEnsemble(Backbone& backbone, const std::vector<EnsembleMember>& members,
                                            const Recipe& recipe, const std::vector<std::string>& labels,
                                            const Tokenizer& tokenizer,
                                            const std::function<bool()>& goOn = {});

}  // namespace lathe
