// SPDX-License-Identifier: Apache-2.0
#include "core/engine/evaluation/ensemble.h"

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <optional>

#include "app/cli/session.h"
#include "app/cli/verb.h"
#include "core/engine/evaluation/measured.h"
#include "core/metrics/bootstrap.h"
#include "core/metrics/metric.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string file, data, step, metric = "accuracy";
    std::vector<std::string> runs;
    bool splitTokens = false;
};

struct Members {
    std::vector<EnsembleMember> members;
    std::vector<std::string> names;
    std::vector<double> validation;  ///< what each was chosen by; NaN: never evaluated
    std::vector<RunRow> runs;
};

/// Prompts of other backbones, tasks or labels cannot vote on the same rows.
Result<> checkSame(const RunRow& first, const RunRow& other) {
    const std::string where = "run " + std::to_string(other.run);
    if (first.resolved["backbone"] != other.resolved["backbone"])
        return badCall("its backbone is not that of run " + std::to_string(first.run), where,
                       "give runs over one backbone");
    for (const char* key : {"task.kind", "task.labels", "task.label_field", "task.candidates_field"})
        if (first.recipe.at(key) != other.recipe.at(key))
            return badCall(std::string(key) + " is not that of run " + std::to_string(first.run), where,
                           "give runs of one task");
    return {};
}

double chosenBy(const RunRow& run) {
    const auto at = run.best.find("validation." + run.recipe.at("training.choose_by").toString("accuracy"));
    return at == run.best.end() ? std::nan("") : at->second;
}

Json mcNemarJson(const McNemar& test) {
    return Json::object({{"only_single", test.onlyFirst}, {"only_ensemble", test.onlySecond}, {"p", test.p}});
}

Ran ensembleRuns(const Flags& flags, const Output& output) {
    if (flags.splitTokens != (flags.runs.size() == 1))
        return badCall(
            flags.splitTokens ? "one prompt is taken apart at a time" : "one prompt is no ensemble", "RUN",
            flags.splitTokens ? "give one run" : "give two or more, or --split-tokens");
    if (!metricNamed(flags.metric))
        return badCall("\"" + flags.metric + "\" is no metric", "--metric",
                       "give accuracy, f1_macro or another");
    LATHE_TRY(project, Project::open(flags.file));
    Members all;
    for (const std::string& name : flags.runs) {
        LATHE_TRY(run, findRun(project, name));
        if (!all.runs.empty()) LATHE_CHECK(checkSame(all.runs.front(), run));
        all.runs.push_back(std::move(run));
    }
    const Recipe first(all.runs.front().recipe);
    LATHE_TRY(choice, chosenData(project, flags.data, first.text("task.data")));
    std::optional<Prepared> prepared;
    for (const RunRow& run : all.runs) {
        LATHE_TRY(own, prepare(project, Recipe(run.recipe), choice.data.name));
        LATHE_TRY(prompt, storedPrompt(project, run, flags.step));
        LATHE_TRY(split,
                  encodeSplit(project, own.encoder, choice.data, choice.split,
                              TestReading{project, "ensemble, step " + std::to_string(prompt.step), run.run},
                              first.json().at("task.only").toString()));
        const std::string name = "run " + std::to_string(run.run);
        if (flags.splitTokens) {
            const HostTensor* vectors = find(prompt.tensors, "prompt");
            if (!vectors || prompt.tensors.size() != 1)
                return failed("this method has no soft tokens to take apart", name,
                              "give a prompt tuning run");
            all.members = oneTokenPrompts(*vectors, split.rows);
            for (std::size_t k = 0; k < all.members.size(); ++k)
                all.names.push_back("token " + std::to_string(k));
        } else {
            all.members.push_back({std::move(prompt.tensors), std::move(split.rows)});
            all.names.push_back(name + ", step " + std::to_string(prompt.step));
            all.validation.push_back(chosenBy(run));
        }
        if (!prepared) prepared.emplace(std::move(own));
    }
    LATHE_TRY(backbone, loadFor(*prepared, all.runs.front().resolved));
    LATHE_TRY(evaluation, evaluateEnsemble(*backbone, all.members, prepared->recipe,
                                           prepared->encoder.labels(), *prepared->tokenizer));

    const auto valueOf = [&](const Evaluation& of) {
        const auto at = of.metrics.find(flags.metric);
        return at == of.metrics.end() ? std::nan("") : at->second;
    };
    const bool lower = metricNamed(flags.metric)->lowerIsBetter;
    double sum = 0;
    std::size_t best = 0, chosen = 0;
    for (std::size_t m = 0; m < evaluation.members.size(); ++m) {
        const double now = valueOf(evaluation.members[m]), before = valueOf(evaluation.members[best]);
        sum += now;
        if (lower ? now < before : now > before) best = m;
        // By validation: what a user could have picked without reading this data.
        if (m < all.validation.size() && all.validation[m] > all.validation[chosen]) chosen = m;
    }
    const double mean = sum / static_cast<double>(evaluation.members.size());
    const MeasuredTask task = measuredTask(prepared->recipe);
    const std::vector<bool> ofBest = rightRows(evaluation.members[best].predictions, task);
    const McNemar voteTest = mcNemar(ofBest, rightRows(evaluation.vote.predictions, task));
    const McNemar meanTest = mcNemar(ofBest, rightRows(evaluation.mean.predictions, task));

    output.line(std::to_string(all.members.size()) + " prompts on " + choice.text() + ", " +
                std::to_string(evaluation.vote.examples) + " examples, one batch over one backbone");
    std::vector<std::vector<std::string>> rows;
    Json singles = Json::array();
    for (std::size_t m = 0; m < evaluation.members.size(); ++m) {
        rows.push_back({all.names[m], number(valueOf(evaluation.members[m])), m == best ? "best here" : ""});
        singles.append(
            Json::object({{"name", all.names[m]}, {"metrics", toJson(evaluation.members[m].metrics)}}));
    }
    rows.push_back({"mean of them", number(mean), ""});
    if (!all.validation.empty() && !std::isnan(all.validation[chosen]))
        rows.push_back(
            {"best by validation: " + all.names[chosen], number(valueOf(evaluation.members[chosen])), ""});
    const auto against = [](const McNemar& test) {
        return "against the best: p = " + number(test.p) + " (McNemar)";
    };
    rows.push_back({"majority vote", number(valueOf(evaluation.vote)), against(voteTest)});
    rows.push_back({"mean probability", number(valueOf(evaluation.mean)), against(meanTest)});
    output.table({"prompt", flags.metric, ""}, rows);
    output.result(Json::object(
        {{"data", choice.text()},
         {"examples", evaluation.vote.examples},
         {"metric", flags.metric},
         {"singles", std::move(singles)},
         {"mean_single", mean},
         {"best_single", best},
         {"best_by_validation",
          all.validation.empty() || std::isnan(all.validation[chosen]) ? Json() : Json(chosen)},
         {"vote",
          Json::object({{"metrics", toJson(evaluation.vote.metrics)}, {"mcnemar", mcNemarJson(voteTest)}})},
         {"mean_probability", Json::object({{"metrics", toJson(evaluation.mean.metrics)},
                                            {"mcnemar", mcNemarJson(meanTest)}})}}));
    return 0;
}

}  // namespace

Action ensembleVerb(CLI::App& app, const Output& output) {
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->runs, "Runs over one backbone: numbers, names, or last")->required();
    app.add_option("--data", flags->data, "NAME or NAME/SPLIT; test where there is one, else validation");
    app.add_option("--step", flags->step, "best, last or a number, of each run");
    app.add_option("--metric", flags->metric, "What is shown and says which single prompt is the best");
    app.add_flag("--split-tokens", flags->splitTokens,
                 "One run's soft tokens, each as a prompt of one token");
    example(app, "promptlathe-cli ensemble topics.lathe 1 2 3 4 5");
    return [flags, &output]() -> Ran { return ensembleRuns(*flags, output); };
}

}  // namespace lathe::cli
