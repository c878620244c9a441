// SPDX-License-Identifier: Apache-2.0
// Scores a prompt on encoded rows.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/backbone.h"
#include "core/engine/context_cache.h"
#include "core/metrics/metric.h"
#include "core/project/runs.h"
#include "core/spec/recipe.h"
#include "core/text/template.h"

namespace lathe {

struct Evaluation {
    std::int64_t examples = 0;
    std::map<std::string, double> metrics;  ///< "loss", "accuracy", "f1_macro", ... as the task has them
    std::vector<Prediction> predictions;    ///< in the rows' order; empty for targets that were not decoded
    Measured measured;                      ///< what the metrics were made of, for intervals
};

/// Whether a generate task's texts are also written out (BLEU, exact match, predictions): slow, so not at
/// each validation.
enum class Decode { No, Yes };

/// How texts are written.
struct Decoding {
    Decoding(Decode decode = Decode::No) : texts(decode) {}
    Decode texts;
    std::int64_t beams = 1;    ///< 1: the likeliest token each time
    std::int64_t maxNew = 0;   ///< 0: task.max_new
    double lengthPenalty = 1;  ///< as Backbone::GenerationOptions has it
};

/// task.max_new, in recipes of runs from before there was one too.
std::int64_t longestText(const Recipe& recipe);
/// What training's evaluations need to write: texts where training.choose_by is a metric of texts.
Decoding decodingWhileTraining(const Recipe& recipe);

/// classify, choose: ranks by likelihood, or decodes as task.decide says; probe: ranks one word among all or
/// candidates; generate: measures the target's loss, and with Decode::Yes what is written. `trained` empty:
/// the bare backbone; slots are left out of its rows. `goOn` is asked between batches; where it returns
/// false, the error says that the evaluation was cancelled. `contexts`: rows are run behind the text in front
/// of their soft tokens, whose keys are kept there (texts that are written are not).
Result<Evaluation> evaluate(Backbone& backbone, const TensorMap& trained, const Recipe& recipe,
                            const std::vector<EncodedRow>& rows, const std::vector<std::string>& labels,
                            const Tokenizer& tokenizer, const std::function<bool()>& goOn = {},
                            const Decoding& decoding = {}, ContextCache* contexts = nullptr);

/// The nearest words of each vector of "prompt" [slots, width], fillers included.
Result<std::vector<SlotNeighbours>> neighbours(Backbone& backbone, const HostTensor& prompt,
                                               const Tokenizer& tokenizer, std::int64_t count,
                                               std::string_view metric);

}  // namespace lathe
