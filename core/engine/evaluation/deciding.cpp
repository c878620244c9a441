// SPDX-License-Identifier: Apache-2.0
#include "core/engine/evaluation/deciding.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "core/engine/evaluation/scoring.h"

namespace lathe::deciding {
namespace {

/// log of the sum of e^score, taken safely.
double logSum(const std::vector<double>& scores) {
    const double most = *std::max_element(scores.begin(), scores.end());
    if (!std::isfinite(most)) return most;
    double sum = 0;
    for (const double score : scores) sum += std::exp(score - most);
    return most + std::log(sum);
}

std::string textOf(const Tokenizer& tokenizer, const std::vector<std::int32_t>& ids) {
    return std::string(trimmed(tokenizer.decode(ids, false)));
}

/// Row number, group, and the right answer with what it was found worth.
Prediction begun(const Job& job, const EncodedRow& row) {
    Prediction prediction;
    prediction.row = row.row;
    prediction.group = row.group;
    if (row.truth >= 0) prediction.label = answerText(job, row, static_cast<std::size_t>(row.truth));
    return prediction;
}

/// The rows with their right answer alone; rows without a known one keep none.
std::vector<EncodedRow> rightAlone(const std::vector<EncodedRow>& rows) {
    std::vector<EncodedRow> alone = rows;
    for (EncodedRow& row : alone) {
        if (row.truth < 0)
            row.answers.clear();
        else
            row.answers = {row.answers[static_cast<std::size_t>(row.truth)]};
    }
    return alone;
}

void putLikelihood(Prediction& prediction, double logLikelihood, std::size_t tokens) {
    prediction.logLikelihood = logLikelihood;
    prediction.tokens = static_cast<std::int64_t>(tokens);
}

/// Masked models: the likeliest token of each blank.
Result<std::vector<std::string>> filledBlanks(const Job& job) {
    std::vector<std::string> texts;
    constexpr std::size_t kAtOnce = 16;
    for (std::size_t first = 0; first < job.rows.size(); first += kAtOnce) {
        if (job.goOn && !job.goOn()) return scoring::cancelled();
        std::vector<PackedRow> packed;
        const std::size_t end = std::min(job.rows.size(), first + kAtOnce);
        // How many tokens to fill is the same for every label; which ones are given here does not matter.
        for (std::size_t r = first; r < end; ++r)
            packed.push_back(packedRow(job.rows[r], job.rows[r].answers.front()));
        const PackedBatch batch = pack(packed);
        LATHE_TRY(logits, job.backbone.logits(batch, job.trained));
        const auto vocabulary = static_cast<std::ptrdiff_t>(logits.shape[1]);
        std::vector<std::vector<std::int32_t>> filled(packed.size());
        for (std::size_t s = 0; s < batch.source.size(); ++s) {
            const auto begin = logits.data.begin() + static_cast<std::ptrdiff_t>(s) * vocabulary;
            const auto at = std::max_element(begin, begin + vocabulary) - begin;
            filled[static_cast<std::size_t>(batch.source[s])].push_back(static_cast<std::int32_t>(at));
        }
        for (const auto& ids : filled) texts.push_back(textOf(job.tokenizer, ids));
    }
    return texts;
}

}  // namespace

std::string answerText(const Job& job, const EncodedRow& row, std::size_t answer) {
    if (answer < job.labels.size()) return job.labels[answer];
    if (answer < row.texts.size()) return std::string(trimmed(row.texts[answer]));
    return textOf(job.tokenizer, row.answers[answer]);
}

Result<std::vector<Prediction>> byRank(const Job& job) {
    LATHE_TRY(scores, scoring::answerLogProbs(job.backbone, job.trained, job.rows, job.goOn, job.contexts));
    const bool overLabels = job.recipe.text("task.loss") == "labels";
    const bool byMean = job.recipe.has("task.rank") && job.recipe.text("task.rank") == "mean";
    std::vector<Prediction> predictions;
    for (std::size_t r = 0; r < job.rows.size(); ++r) {
        const EncodedRow& row = job.rows[r];
        std::vector<double> of = scores[r];
        if (byMean)
            for (std::size_t a = 0; a < of.size(); ++a)
                of[a] /= std::max(1.0, static_cast<double>(row.answers[a].size()));
        const double sum = logSum(of);
        const auto chosen = static_cast<std::size_t>(std::max_element(of.begin(), of.end()) - of.begin());
        Prediction prediction = begun(job, row);
        prediction.prediction = answerText(job, row, chosen);
        for (std::size_t a = 0; a < of.size(); ++a)
            prediction.scores[answerText(job, row, a)] = std::exp(of[a] - sum);
        if (row.truth >= 0) {
            const auto truth = static_cast<std::size_t>(row.truth);
            putLikelihood(prediction, overLabels ? of[truth] - sum : scores[r][truth],
                          overLabels ? 1 : row.answers[truth].size());
        }
        predictions.push_back(std::move(prediction));
    }
    return predictions;
}

Result<std::vector<Prediction>> byTarget(const Job& job) {
    const auto alone = rightAlone(job.rows);
    LATHE_TRY(scores, scoring::answerLogProbs(job.backbone, job.trained, alone, job.goOn, job.contexts));
    std::vector<Prediction> predictions;
    for (std::size_t r = 0; r < alone.size(); ++r) {
        Prediction prediction = begun(job, job.rows[r]);
        if (!scores[r].empty()) putLikelihood(prediction, scores[r].front(), alone[r].answers.front().size());
        predictions.push_back(std::move(prediction));
    }
    return predictions;
}

Result<std::vector<Prediction>> byDecoding(const Job& job) {
    LATHE_TRY(predictions, byTarget(job));
    std::size_t longest = 1;
    for (const EncodedRow& row : job.rows)
        for (const auto& answer : row.answers) longest = std::max(longest, answer.size());
    const bool masked = job.backbone.shape().kind == BackboneKind::Masked;
    LATHE_TRY(texts, masked ? filledBlanks(job) : writtenTexts(job, {}, static_cast<std::int64_t>(longest)));
    for (std::size_t r = 0; r < job.rows.size(); ++r) {
        const auto& answers = job.rows[r].answers;
        const auto said = std::ranges::find_if(
            answers, [&](const auto& answer) { return textOf(job.tokenizer, answer) == texts[r]; });
        if (said != answers.end())
            predictions[r].prediction = job.labels[static_cast<std::size_t>(said - answers.begin())];
        else  // A label's name is not what says it.
            predictions[r].prediction =
                std::ranges::find(job.labels, texts[r]) == job.labels.end() ? texts[r] : '"' + texts[r] + '"';
    }
    return predictions;
}

Result<std::vector<Prediction>> byVocabulary(const Job& job) {
    constexpr std::int64_t kMostNumbers = 1 << 24;  // that one pass may return
    constexpr std::size_t kShown = 10;
    const auto words = std::min(job.backbone.shape().vocabulary, job.tokenizer.size());
    const bool overCandidates = job.recipe.text("task.loss") == "labels";
    const std::vector<std::int32_t> anyAnswer = {0};
    std::vector<Prediction> predictions;
    for (std::size_t first = 0; first < job.rows.size();) {
        if (job.goOn && !job.goOn()) return scoring::cancelled();
        const auto& candidates = job.rows[first].candidates;
        const std::span<const std::int32_t> ids =
            candidates ? std::span<const std::int32_t>(*candidates) : std::span<const std::int32_t>();
        const std::int64_t width = candidates ? std::ssize(ids) : job.backbone.shape().vocabulary;
        std::vector<PackedRow> packed;
        std::int64_t tokens = 0;
        for (std::size_t r = first; r < job.rows.size(); ++r) {
            const EncodedRow& row = job.rows[r];
            const std::size_t past = job.contexts ? constantTokens(row) : 0;
            const std::int64_t own = std::ssize(row.context) - static_cast<std::int64_t>(past);
            tokens += scoring::costOf(own, past) + std::ssize(row.start);
            if (!packed.empty() &&
                (tokens > scoring::kBatchTokens || std::ssize(packed) * width > kMostNumbers ||
                 row.candidates != candidates))
                break;
            packed.push_back(packedRow(row, row.answers.empty() ? anyAnswer : row.answers.front(), past));
        }
        PackedBatch batch = pack(packed);
        if (job.contexts) LATHE_CHECK(job.contexts->provide(batch));
        LATHE_TRY(logProbs, job.backbone.logProbs(batch, job.trained, ids));
        for (std::size_t k = 0; k < packed.size(); ++k) {
            const EncodedRow& row = job.rows[first + k];
            const auto begin = logProbs.data.begin() + static_cast<std::ptrdiff_t>(k) * width;
            const std::vector<double> of(begin, begin + (candidates ? width : words));
            const auto idAt = [&](std::size_t i) {
                return candidates ? ids[i] : static_cast<std::int32_t>(i);
            };
            std::vector<std::size_t> order(of.size());
            for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
            const auto shown = std::min(kShown, order.size());
            std::partial_sort(
                order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
                [&](std::size_t a, std::size_t b) { return of[a] != of[b] ? of[a] > of[b] : a < b; });
            const double sum = candidates ? logSum(of) : 0;
            Prediction prediction = begun(job, row);
            for (std::size_t i = 0; i < shown; ++i) {
                const std::string text = textOf(job.tokenizer, {idAt(order[i])});
                if (i == 0) prediction.prediction = text;
                prediction.scores.try_emplace(text, std::exp(of[order[i]] - sum));
            }
            if (!row.answers.empty()) {
                const std::int32_t right = row.answers.front().front();
                const auto at =
                    candidates ? static_cast<std::size_t>(std::ranges::lower_bound(ids, right) - ids.begin())
                               : static_cast<std::size_t>(right);
                // At a tie the others come first.
                prediction.rank = std::ranges::count_if(of, [&](double score) { return score >= of[at]; });
                putLikelihood(prediction, of[at] - (overCandidates ? sum : 0), 1);
            }
            predictions.push_back(std::move(prediction));
        }
        first += packed.size();
    }
    return predictions;
}

}  // namespace lathe::deciding
