// SPDX-License-Identifier: Apache-2.0
#include "core/engine/evaluation/measured.h"

#include <algorithm>

namespace lathe {
namespace {

using Meaning = MeasuredTask::Meaning;

bool isKnown(const Prediction& prediction) {
    return prediction.tokens > 0 || prediction.rank > 0 || !prediction.label.empty() ||
           !prediction.references.empty();
}

std::int32_t classOf(const std::string& label, const std::vector<std::string>& labels) {
    const auto at = std::find(labels.begin(), labels.end(), label);
    return at == labels.end() ? -1 : static_cast<std::int32_t>(at - labels.begin());
}

/// Lists that not every row has say nothing.
template <class List>
void dropUnless(bool complete, List& list) {
    if (!complete) list.clear();
}

}  // namespace

MeasuredTask measuredTask(const Recipe& recipe) {
    MeasuredTask task;
    const std::string kind = recipe.text("task.kind");
    task.meaning = kind == "choose"     ? Meaning::Candidates
                : kind == "probe"    ? Meaning::Words
                : kind == "generate" ? Meaning::Texts
                                     : Meaning::Classes;
    for (const auto& [name, text] : recipe.json().at("task.labels").members()) task.labels.push_back(name);
    task.lossOverRows = recipe.text("task.loss") == "sentence";
    return task;
}

Measured measuredOf(const std::vector<Prediction>& predictions, const MeasuredTask& task) {
    Measured measured;
    measured.lossOverRows = task.lossOverRows;
    measured.sameClasses = task.meaning == Meaning::Classes;
    bool likelihoods = true, confidences = true, groups = true, ranks = true;
    for (const Prediction& one : predictions) {
        if (!isKnown(one)) continue;
        measured.logLikelihood.push_back(one.logLikelihood);
        measured.tokens.push_back(one.tokens);
        likelihoods = likelihoods && one.tokens > 0;
        if (task.meaning == Meaning::Classes) {
            measured.truth.push_back(classOf(one.label, task.labels));
            measured.chosen.push_back(classOf(one.prediction, task.labels));
        } else if (task.meaning == Meaning::Candidates) {
            measured.truth.push_back(0);
            measured.chosen.push_back(one.prediction == one.label ? 0 : 1);
        } else if (task.meaning == Meaning::Texts && task.written) {
            measured.texts.push_back(one.prediction);
            measured.references.push_back(one.references.empty() ? std::vector{one.label} : one.references);
        }
        measured.rank.push_back(one.rank);
        ranks = ranks && one.rank > 0;
        const auto score = one.scores.find(one.prediction);
        measured.confidence.push_back(score == one.scores.end() ? 0 : score->second);
        confidences = confidences && score != one.scores.end();
        measured.group.push_back(one.group);
        groups = groups && !one.group.empty();
    }
    dropUnless(likelihoods, measured.logLikelihood);
    dropUnless(likelihoods, measured.tokens);
    dropUnless(ranks && task.meaning == Meaning::Words, measured.rank);
    dropUnless(confidences && (!measured.truth.empty() || !measured.rank.empty()), measured.confidence);
    dropUnless(groups, measured.group);
    return measured;
}

std::vector<bool> rightRows(const std::vector<Prediction>& predictions, const MeasuredTask& task) {
    if (task.meaning == Meaning::Texts) {
        std::vector<bool> right;
        auto alone = measuredOf(predictions, task);
        alone.group.clear();
        const auto matches = metricNamed("exact_match")->statistics(alone);
        for (std::size_t row = 0; matches && row < matches->rows(); ++row)
            right.push_back(matches->numbers[2 * row] > 0);
        return right;
    }
    std::vector<bool> right;
    for (const Prediction& one : predictions)
        if (isKnown(one))
            right.push_back(task.meaning == Meaning::Words ? one.rank == 1 : one.prediction == one.label);
    return right;
}

Confusion confusionOf(const Measured& measured, const std::vector<std::string>& labels) {
    Confusion confusion;
    confusion.labels = labels;
    confusion.counts.assign(labels.size(), std::vector<std::int64_t>(labels.size() + 1, 0));
    for (std::size_t row = 0; row < measured.truth.size(); ++row) {
        if (measured.truth[row] < 0) continue;
        auto& counts = confusion.counts[static_cast<std::size_t>(measured.truth[row])];
        ++counts[measured.chosen[row] < 0 ? labels.size() : static_cast<std::size_t>(measured.chosen[row])];
    }
    return confusion;
}

}  // namespace lathe
