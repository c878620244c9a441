// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/choice.h"
#include "app/cli/predictions.h"
#include "app/cli/session.h"
#include "app/cli/verb.h"
#include "core/engine/evaluation/evaluate.h"
#include "core/engine/evaluation/measured.h"
#include "core/metrics/bootstrap.h"
#include "core/project/recorder.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string file, run, data, step, predictions, format = "jsonl", dtype;
    bool bare = false, confusion = false;
    Decoding decoding{Decode::Yes};
    std::int64_t resamples = kResamples;
};

Json confusionJson(const Confusion& confusion) {
    Json labels = Json::array(), counts = Json::array();
    for (const std::string& label : confusion.labels) labels.append(label);
    for (const auto& row : confusion.counts) {
        Json numbers = Json::array();
        for (const std::int64_t count : row) numbers.append(count);
        counts.append(std::move(numbers));
    }
    return Json::object({{"labels", std::move(labels)}, {"counts", std::move(counts)}});
}

/// Rows are the right labels, columns what was decided; the last only where an answer was no label.
void table(const Confusion& confusion, const Output& output) {
    bool none = false;
    for (const auto& row : confusion.counts) none = none || row.back() > 0;
    std::vector<std::string> header = {"label"};
    for (const std::string& label : confusion.labels) header.push_back(label);
    if (none) header.emplace_back("(none of them)");
    std::vector<std::vector<std::string>> rows;
    for (std::size_t r = 0; r < confusion.counts.size(); ++r) {
        std::vector<std::string> row = {confusion.labels[r]};
        for (std::size_t c = 0; c + 1 < header.size(); ++c)
            row.push_back(std::to_string(confusion.counts[r][c]));
        rows.push_back(std::move(row));
    }
    output.line("");
    output.table(header, rows);
}

Json decodingJson(const Flags& flags, const Recipe& recipe) {
    const std::int64_t most = flags.decoding.maxNew > 0 ? flags.decoding.maxNew : longestText(recipe);
    return Json::object({{"beams", flags.decoding.beams},
                         {"max_new", most},
                         {"length_penalty", flags.decoding.lengthPenalty}});
}

/// What is said of an evaluation besides its metrics.
Result<Json> detailsOf(const Flags& flags, const Project& project, const RunRow& run, std::int64_t step,
                       const Evaluation& evaluation) {
    Json details = Json::object();
    if (!flags.bare) {
        LATHE_TRY(chosen, howChosen(project, run, step));
        details.set("chosen", std::move(chosen));
    }
    Json intervals = Json::object();
    for (const auto& [name, interval] : bootstrapIntervals(evaluation.measured, flags.resamples))
        intervals.set(name, Json::array({interval.low, interval.high}));
    details.set("intervals", std::move(intervals));
    const Recipe recipe(run.recipe);
    if (recipe.text("task.kind") == "generate") details.set("decoding", decodingJson(flags, recipe));
    return details;
}

Ran evaluateRun(const Flags& flags, const Output& output) {
    LATHE_TRY(project, Project::open(flags.file));
    LATHE_TRY(run, findRun(project, flags.run));
    const Recipe recipe(run.recipe);
    LATHE_TRY(choice, chosenData(project, flags.data, recipe.text("task.data")));
    LATHE_TRY(prepared, prepare(project, recipe, choice.data.name));
    if (flags.format == "e2e" && recipe.text("task.kind") != "generate")
        return badCall("the e2e format is for texts, and this run's task is " + recipe.text("task.kind"),
                       "--format", "give jsonl or glue");
    StoredPrompt prompt;
    if (!flags.bare) {
        LATHE_TRY(stored, storedPrompt(project, run, flags.step));
        prompt = std::move(stored);
    }
    const std::string step = flags.bare ? "the bare backbone" : "step " + std::to_string(prompt.step);
    LATHE_TRY(split, encodeSplit(project, prepared.encoder, choice.data, choice.split,
                                 TestReading{project, "evaluate, " + step, run.run},
                                 recipe.json().at("task.only").toString()));
    if (split.leftOut > 0)
        output.note("note: " + std::to_string(split.leftOut) + " rows of " + choice.text() +
                    " are left out: their answers are not one token of this backbone");
    Json resolved = run.resolved;
    if (!flags.dtype.empty()) resolved.set("dtype", flags.dtype);
    LATHE_TRY(backbone, loadFor(prepared, resolved));
    LATHE_TRY(evaluation, evaluate(*backbone, prompt.tensors, prepared.recipe, split.rows,
                                   prepared.encoder.labels(), *prepared.tokenizer, {}, flags.decoding));
    LATHE_TRY(details, detailsOf(flags, project, run, prompt.step, evaluation));
    if (!flags.bare && !project.readOnly())
        LATHE_CHECK(recordEvaluation(project, run.run, prompt.step, choice.text(), evaluation.examples,
                                     evaluation.metrics, evaluation.predictions, details));
    if (!flags.predictions.empty())
        LATHE_CHECK(
            writePredictions(project, choice, evaluation.predictions, flags.predictions, flags.format));

    output.line((flags.bare ? step : "run " + std::to_string(run.run) + ", " + step) + " on " +
                choice.text() + ", " + std::to_string(evaluation.examples) + " examples");
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, value] : evaluation.metrics) {
        const Json& interval = details["intervals"][name];
        rows.push_back({name, number(value),
                        interval.isNull() ? ""
                                          : number(interval.items()[0].toNumber()) + " to " +
                                                number(interval.items()[1].toNumber())});
    }
    output.table({"metric", "value", "95% interval"}, rows);
    if (!flags.bare) output.line(chosenText(details["chosen"], run, prompt.step));
    Json result = Json::object({{"run", run.run},
                                {"step", flags.bare ? Json() : Json(prompt.step)},
                                {"data", choice.text()},
                                {"examples", evaluation.examples},
                                {"metrics", toJson(evaluation.metrics)}});
    for (const auto& [name, value] : details.members()) result.set(name, value);
    if (evaluation.measured.sameClasses && !evaluation.measured.truth.empty()) {
        const Confusion confusion = confusionOf(evaluation.measured, prepared.encoder.labels());
        if (flags.confusion) table(confusion, output);
        result.set("confusion", confusionJson(confusion));
    } else if (flags.confusion) {
        output.note("note: a confusion matrix needs the same labels in every row, so there is none");
    }
    output.result(result);
    return 0;
}

}  // namespace

Action evaluateVerb(CLI::App& app, const Output& output) {
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->run, "A number, a name, or last")->required();
    app.add_option("--data", flags->data, "NAME or NAME/SPLIT; test where there is one, else validation");
    app.add_option("--step", flags->step, "best, last or a number");
    app.add_option("--predictions", flags->predictions, "Write each example's prediction here");
    app.add_option("--format", flags->format,
                   "Of --predictions: jsonl; e2e (a text a line); glue (index and prediction)")
        ->check(CLI::IsMember({"jsonl", "e2e", "glue"}));
    app.add_flag("--confusion", flags->confusion, "Show which label was taken for which");
    app.add_option("--beams", flags->decoding.beams, "Beams that texts are written with")
        ->check(CLI::Range(1, 64));
    app.add_option("--max-new", flags->decoding.maxNew,
                   "Tokens that a text may get; left out: the recipe's task.max_new")
        ->check(CLI::Range(1, 100000));
    app.add_option("--length-penalty", flags->decoding.lengthPenalty,
                   "Beams: above 0 long texts weigh more, below 0 short ones");
    app.add_option("--resamples", flags->resamples,
                   "Draws of the bootstrap that the intervals come from; 0: none")
        ->check(CLI::Range(0, 1000000));
    app.add_option("--dtype", flags->dtype, "Compute in another format than the run was trained in")
        ->check(CLI::IsMember({"auto", "float32", "bfloat16"}));
    app.add_flag("--bare", flags->bare, "Measure the backbone without the prompt");
    example(app, "promptlathe-cli evaluate glosses.lathe last --predictions out.jsonl");
    return [flags, &output]() -> Ran { return evaluateRun(*flags, output); };
}

}  // namespace lathe::cli
