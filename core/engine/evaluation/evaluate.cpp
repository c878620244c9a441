// SPDX-License-Identifier: Apache-2.0
#include "core/engine/evaluation/evaluate.h"

#include "core/engine/evaluation/deciding.h"
#include "core/engine/evaluation/measured.h"
#include "core/engine/evaluation/scoring.h"

namespace lathe {
namespace {

Result<std::vector<Prediction>> predict(const deciding::Job& job, const std::string& kind) {
    if (kind == "generate") return deciding::byTarget(job);
    if (kind == "probe") return deciding::byVocabulary(job);
    if (kind == "classify" && job.recipe.text("task.decide") == "decode") return deciding::byDecoding(job);
    return deciding::byRank(job);
}

}  // namespace

std::int64_t longestText(const Recipe& recipe) {
    return recipe.json().at("task.max_new").toInteger(64);
}

Decoding decodingWhileTraining(const Recipe& recipe) {
    const auto metric = metricNamed(recipe.text("training.choose_by"));
    return metric && metric->ofTexts ? Decode::Yes : Decode::No;
}

Result<Evaluation> evaluate(Backbone& backbone, const TensorMap& trained, const Recipe& recipe,
                            const std::vector<EncodedRow>& rows, const std::vector<std::string>& labels,
                            const Tokenizer& tokenizer, const std::function<bool()>& goOn,
                            const Decoding& decoding, ContextCache* contexts) {
    const std::vector<EncodedRow> run = scoring::asRun(rows, trained.empty(), tokenizer);
    const deciding::Job job{backbone, trained, recipe, run, labels, tokenizer, goOn, contexts};
    const std::string kind = recipe.text("task.kind");
    MeasuredTask task = measuredTask(recipe);
    Evaluation evaluation;
    evaluation.examples = static_cast<std::int64_t>(rows.size());
    LATHE_TRY(predictions, predict(job, kind));
    if (kind == "generate" && decoding.texts == Decode::Yes) {
        const std::int64_t most = decoding.maxNew > 0 ? decoding.maxNew : longestText(recipe);
        LATHE_TRY(texts, deciding::writtenTexts(job, decoding, most));
        for (std::size_t r = 0; r < texts.size(); ++r) {
            predictions[r].prediction = std::move(texts[r]);
            if (rows[r].texts.size() > 1) predictions[r].references = rows[r].texts;
        }
    } else if (kind == "generate") {
        task.written = false;
    }
    evaluation.measured = measuredOf(predictions, task);
    evaluation.metrics = measure(evaluation.measured);
    if (task.written) evaluation.predictions = std::move(predictions);
    return evaluation;
}

}  // namespace lathe
