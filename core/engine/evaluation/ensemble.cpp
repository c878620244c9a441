// SPDX-License-Identifier: Apache-2.0
#include "core/engine/evaluation/ensemble.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "core/engine/evaluation/measured.h"

namespace lathe {
namespace {

bool isPromptAlone(const TensorMap& trained) {
    return trained.size() == 1 && trained.front().name == "prompt";
}

/// All prompts behind each other, and every row once for each of them, an example's rows side by side.
EnsembleMember stacked(const std::vector<EnsembleMember>& members) {
    EnsembleMember all;
    HostTensor prompt{"prompt", {0, members.front().trained.front().shape[1]}, {}};
    std::vector<std::int32_t> first;
    for (const EnsembleMember& member : members) {
        const HostTensor& own = member.trained.front();
        first.push_back(static_cast<std::int32_t>(prompt.shape[0]));
        prompt.shape[0] += own.shape[0];
        prompt.data.insert(prompt.data.end(), own.data.begin(), own.data.end());
    }
    all.trained.push_back(std::move(prompt));
    for (std::size_t r = 0; r < members.front().rows.size(); ++r)
        for (std::size_t m = 0; m < members.size(); ++m) {
            EncodedRow row = members[m].rows[r];
            for (std::int32_t& token : row.context)
                if (token < 0) token = ~(~token + first[m]);
            all.rows.push_back(std::move(row));
        }
    return all;
}

/// What the members' predictions of one row make together.
Prediction together(const std::vector<const Prediction*>& of, bool vote) {
    Prediction out = *of.front();
    // Likelihoods and ranks are each prompt's own.
    out.rank = 0;
    out.logLikelihood = 0;
    out.tokens = 0;
    out.scores.clear();
    std::map<std::string, double> votes;
    for (const Prediction* one : of) {
        votes[one->prediction] += 1;
        for (const auto& [label, score] : one->scores)
            out.scores[label] += score / static_cast<double>(of.size());
    }
    std::pair<double, double> best{-1, -1};
    for (const auto& [label, score] : out.scores) {
        const auto counted = votes.find(label);
        const std::pair<double, double> now{vote && counted != votes.end() ? counted->second : 0, score};
        if (now <= best) continue;
        best = now;
        out.prediction = label;
    }
    return out;
}

Evaluation evaluationOf(std::vector<Prediction> predictions, const MeasuredTask& task) {
    Evaluation out;
    out.examples = static_cast<std::int64_t>(predictions.size());
    out.measured = measuredOf(predictions, task);
    out.metrics = measure(out.measured);
    out.predictions = std::move(predictions);
    return out;
}

/// Predictions of stacked rows, by member.
std::vector<std::vector<Prediction>> byMember(std::vector<Prediction> all, std::size_t members) {
    std::vector<std::vector<Prediction>> out(members);
    for (std::size_t i = 0; i < all.size(); ++i) out[i % members].push_back(std::move(all[i]));
    return out;
}

}  // namespace

std::vector<EnsembleMember> oneTokenPrompts(const HostTensor& prompt, const std::vector<EncodedRow>& rows) {
    std::vector<EnsembleMember> members;
    const auto width = static_cast<std::ptrdiff_t>(prompt.shape[1]);
    for (std::int32_t slot = 0; slot < prompt.shape[0]; ++slot) {
        EnsembleMember member;
        const auto begin = prompt.data.begin() + slot * width;
        member.trained.push_back({"prompt", {1, prompt.shape[1]}, {begin, begin + width}});
        for (EncodedRow row : rows) {
            std::vector<std::int32_t> context, blanks;
            for (std::size_t i = 0; i < row.context.size(); ++i) {
                const std::int32_t token = row.context[i];
                if (token < 0 && ~token != slot) continue;
                if (std::ranges::find(row.blanks, static_cast<std::int32_t>(i)) != row.blanks.end())
                    blanks.push_back(static_cast<std::int32_t>(context.size()));
                context.push_back(token < 0 ? ~0 : token);
            }
            row.context = std::move(context);
            row.blanks = std::move(blanks);
            member.rows.push_back(std::move(row));
        }
        members.push_back(std::move(member));
    }
    return members;
}

Result<EnsembleEvaluation> evaluateEnsemble(Backbone& backbone, const std::vector<EnsembleMember>& members,
                                            const Recipe& recipe, const std::vector<std::string>& labels,
                                            const Tokenizer& tokenizer, const std::function<bool()>& goOn) {
    const std::string kind = recipe.text("task.kind");
    if (kind != "classify" && kind != "choose")
        return badCall("prompts vote among labels or candidates, and a " + kind + " task has none",
                       "task.kind");
    if (recipe.json().at("task.decide").toString("rank") != "rank")
        return badCall("prompts vote by likelihood, and this task decides by decoding", "task.decide");
    assert(!members.empty());
    const MeasuredTask task = measuredTask(recipe);
    std::vector<std::vector<Prediction>> each;
    if (std::ranges::all_of(members, [](const auto& member) { return isPromptAlone(member.trained); })) {
        const EnsembleMember all = stacked(members);
        LATHE_TRY(evaluation, evaluate(backbone, all.trained, recipe, all.rows, labels, tokenizer, goOn));
        each = byMember(std::move(evaluation.predictions), members.size());
    } else {
        for (const EnsembleMember& member : members) {
            LATHE_TRY(evaluation,
                      evaluate(backbone, member.trained, recipe, member.rows, labels, tokenizer, goOn));
            each.push_back(std::move(evaluation.predictions));
        }
    }
    EnsembleEvaluation out;
    std::vector<Prediction> vote, mean;
    for (std::size_t r = 0; r < each.front().size(); ++r) {
        std::vector<const Prediction*> of;
        for (const auto& predictions : each) of.push_back(&predictions[r]);
        vote.push_back(together(of, true));
        mean.push_back(together(of, false));
    }
    for (auto& predictions : each) out.members.push_back(evaluationOf(std::move(predictions), task));
    out.vote = evaluationOf(std::move(vote), task);
    out.mean = evaluationOf(std::move(mean), task);
    return out;
}

}  // namespace lathe
