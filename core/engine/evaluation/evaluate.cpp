// SPDX-License-Identifier: Apache-2.0
#include "core/engine/evaluation/evaluate.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "core/engine/evaluation/metrics/metric.h"
#include "core/engine/evaluation/scoring.h"

namespace lathe {
namespace {

/// log of the sum of e^score, taken safely.
double logSum(const std::vector<double>& scores) {
    const double most = *std::max_element(scores.begin(), scores.end());
    if (!std::isfinite(most)) return most;
    double sum = 0;
    for (const double score : scores) sum += std::exp(score - most);
    return most + std::log(sum);
}

std::string answerText(const EncodedRow& row, std::int32_t answer, const std::vector<std::string>& labels,
                       const Tokenizer& tokenizer) {
    const auto index = static_cast<std::size_t>(answer);
    if (index < labels.size()) return labels[index];
    return std::string(trimmed(tokenizer.decode(row.answers[index], false)));
}

/// Decides by likelihood among each row's answers.
void rank(const std::vector<EncodedRow>& rows, const std::vector<std::vector<double>>& scores,
          bool overLabels, const std::vector<std::string>& labels, const Tokenizer& tokenizer,
          Measured& measured, std::vector<Prediction>& predictions) {
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const EncodedRow& row = rows[r];
        const std::vector<double>& of = scores[r];
        const double sum = logSum(of);
        const auto chosen = static_cast<std::int32_t>(std::max_element(of.begin(), of.end()) - of.begin());
        Prediction prediction;
        prediction.row = row.row;
        prediction.prediction = answerText(row, chosen, labels, tokenizer);
        for (std::size_t a = 0; a < of.size(); ++a)
            prediction.scores[answerText(row, static_cast<std::int32_t>(a), labels, tokenizer)] =
                std::exp(of[a] - sum);
        if (row.truth >= 0) {
            const auto truth = static_cast<std::size_t>(row.truth);
            prediction.label = answerText(row, row.truth, labels, tokenizer);
            measured.truth.push_back(row.truth);
            measured.chosen.push_back(chosen);
            measured.negativeLogLikelihood -= overLabels ? of[truth] - sum : of[truth];
            measured.tokens += overLabels ? 1 : static_cast<std::int64_t>(row.answers[truth].size());
        }
        predictions.push_back(std::move(prediction));
    }
}

/// Writes each row's text greedily and compares it with its target.
Result<> decodeTargets(Backbone& backbone, const TensorMap& trained, const std::vector<EncodedRow>& rows,
                       const Tokenizer& tokenizer, const std::function<bool()>& goOn, Measured& measured,
                       std::vector<Prediction>& predictions) {
    constexpr std::size_t kAtOnce = 16;
    for (std::size_t first = 0; first < rows.size(); first += kAtOnce) {
        const std::size_t end = std::min(rows.size(), first + kAtOnce);
        std::vector<std::vector<std::int32_t>> contexts;
        Backbone::GenerationOptions options;
        options.maxNew = 1;
        options.start = rows[first].start;  // the same in every row
        for (std::size_t r = first; r < end; ++r) {
            contexts.push_back(rows[r].context);
            for (const auto& answer : rows[r].answers)
                options.maxNew = std::max(options.maxNew, static_cast<std::int64_t>(answer.size()) + 8);
        }
        if (const auto eos = tokenizer.eos()) options.stop.push_back(*eos);
        bool stopped = false;
        const auto told = [&](std::size_t, std::int32_t) {
            stopped = stopped || (goOn && !goOn());
            return !stopped;
        };
        LATHE_TRY(texts, backbone.generate(contexts, trained, options, told));
        if (stopped) return scoring::cancelled();
        for (std::size_t r = first; r < end; ++r) {
            Prediction prediction;
            prediction.row = rows[r].row;
            prediction.prediction = std::string(trimmed(tokenizer.decode(texts[r - first], false)));
            bool same = false;
            for (std::size_t a = 0; a < rows[r].answers.size(); ++a) {
                const std::string target = answerText(rows[r], static_cast<std::int32_t>(a), {}, tokenizer);
                same = same || target == prediction.prediction;
                if (a == 0) prediction.label = target;
            }
            if (!rows[r].answers.empty()) measured.exact.push_back(same);
            predictions.push_back(std::move(prediction));
        }
    }
    return {};
}

}  // namespace

Result<Evaluation> evaluate(Backbone& backbone, const TensorMap& trained, const Recipe& recipe,
                            const std::vector<EncodedRow>& rows, const std::vector<std::string>& labels,
                            const Tokenizer& tokenizer, const std::function<bool()>& goOn, Decode decode) {
    const std::vector<EncodedRow> run = scoring::asRun(rows, trained.empty(), tokenizer);
    LATHE_TRY(scores, scoring::answerLogProbs(backbone, trained, run, goOn));
    Evaluation evaluation;
    evaluation.examples = static_cast<std::int64_t>(rows.size());
    Measured measured;
    std::int64_t answered = 0;  // rows whose answer is known
    if (recipe.text("task.kind") == "generate") {
        for (std::size_t r = 0; r < run.size(); ++r) {
            if (scores[r].empty()) continue;
            ++answered;
            measured.negativeLogLikelihood -= scores[r].front();
            measured.tokens += static_cast<std::int64_t>(run[r].answers.front().size());
        }
        if (decode == Decode::Yes)
            LATHE_CHECK(
                decodeTargets(backbone, trained, run, tokenizer, goOn, measured, evaluation.predictions));
    } else {
        measured.sameClasses = !labels.empty();
        rank(run, scores, recipe.text("task.loss") == "labels", labels, tokenizer, measured,
             evaluation.predictions);
        answered = static_cast<std::int64_t>(measured.truth.size());
    }
    measured.lossParts = recipe.text("task.loss") == "sentence" ? answered : measured.tokens;
    evaluation.metrics = allMetrics(measured);
    return evaluation;
}

}  // namespace lathe
