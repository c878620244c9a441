// SPDX-License-Identifier: Apache-2.0
// A prediction for each row, in the ways that tasks decide. Private to this folder.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/engine/backbone.h"
#include "core/engine/evaluation/evaluate.h"

namespace lathe::deciding {

/// What every way needs. `rows` as they are run (scoring::asRun).
struct Job {
    Backbone& backbone;
    const TensorMap& trained;
    const Recipe& recipe;
    const std::vector<EncodedRow>& rows;
    const std::vector<std::string>& labels;
    const Tokenizer& tokenizer;
    const std::function<bool()>& goOn;
    ContextCache* contexts = nullptr;
};

/// An answer of a row as people read it: the label's name, the candidate as written, or its tokens' text.
std::string answerText(const Job& job, const EncodedRow& row, std::size_t answer);

/// The likeliest of each row's answers (task.rank).
Result<std::vector<Prediction>> byRank(const Job& job);
/// The label whose text the model writes itself; the text where it is none (task.decide: decode).
Result<std::vector<Prediction>> byDecoding(const Job& job);
/// The likeliest word of the vocabulary or of the candidates, and the right one's rank.
Result<std::vector<Prediction>> byVocabulary(const Job& job);
/// The target's likelihood.
Result<std::vector<Prediction>> byTarget(const Job& job);

/// Each row's text, without special tokens and white space around it.
Result<std::vector<std::string>> writtenTexts(const Job& job, const Decoding& decoding, std::int64_t maxNew);

}  // namespace lathe::deciding
