// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>

#include "app/cli/session.h"
#include "app/cli/shots.h"
#include "app/cli/verb.h"
#include "core/data/candidates.h"
#include "core/engine/evaluation/evaluate.h"
#include "core/engine/evaluation/measured.h"
#include "core/library/row_model.h"
#include "core/methods/description.h"
#include "core/metrics/bootstrap.h"
#include "core/metrics/metric.h"
#include "core/project/baselines.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string file, recipe, kind, data, text;
    std::vector<std::string> settings;
    std::int64_t shots = 16, resamples = kResamples;
    std::uint64_t seed = 0;
    bool list = false;
};

Json settingsOf(const Flags& flags) {
    if (flags.kind == "manual") return Json::object({{"template", flags.text}});
    if (flags.kind == "shots")
        return Json::object({{"shots", flags.shots}, {"seed", static_cast<std::int64_t>(flags.seed)}});
    return Json::object();
}

/// Every row answered with the training rows' commonest answer; a probe's right answer has the rank that it
/// has among them, and where they do not have it, the one behind the last.
Evaluation always(const std::vector<std::string>& ranked, const std::vector<EncodedRow>& rows,
                  const std::map<std::int64_t, std::string>& truths, const MeasuredTask& task) {
    Evaluation out;
    for (const EncodedRow& row : rows) {
        Prediction one;
        one.row = row.row;
        one.prediction = ranked.front();
        one.group = row.group;
        one.label = truths.at(row.row);
        if (task.meaning == MeasuredTask::Meaning::Words)
            one.rank = std::find(ranked.begin(), ranked.end(), one.label) - ranked.begin() + 1;
        out.predictions.push_back(std::move(one));
    }
    out.examples = static_cast<std::int64_t>(rows.size());
    out.measured = measuredOf(out.predictions, task);
    out.metrics = measure(out.measured);
    return out;
}

Ran showAll(const Flags& flags, const Output& output) {
    LATHE_TRY(project, Project::open(flags.file, Project::Access::ReadOnly));
    LATHE_TRY(all, listBaselines(project));
    std::vector<std::vector<std::string>> rows;
    Json list = Json::array();
    for (const BaselineRow& one : all) {
        const auto shown = [&](const char* name) {
            const auto at = one.metrics.find(name);
            return at == one.metrics.end() ? std::string("-") : number(at->second);
        };
        const std::string settings = one.settings.size() > 0 ? one.settings.dump() : "";
        rows.push_back(
            {one.kind, settings, one.data, std::to_string(one.examples), shown("accuracy"), shown("loss")});
        list.append(Json::object({{"kind", one.kind},
                                  {"settings", one.settings},
                                  {"data", one.data},
                                  {"examples", one.examples},
                                  {"metrics", toJson(one.metrics)}}));
    }
    output.table({"baseline", "settings", "data", "examples", "accuracy", "loss"}, rows);
    output.result(list);
    return 0;
}

Ran measureOne(const Flags& flags, const Output& output) {
    if (flags.recipe.empty())
        return badCall("no recipe is named", "RECIPE", "give the recipe whose task is measured");
    if ((flags.kind == "manual") == flags.text.empty())
        return badCall(flags.kind == "manual" ? "the prompt is not said" : "only manual takes a template",
                       "--template", "give --kind manual --template \"... {text} ... {label}\"");
    LATHE_TRY(project, Project::open(flags.file));
    LATHE_TRY(asked, namedRecipe(&project, flags.recipe, flags.settings));
    LATHE_TRY(checked, checkRecipe(asked, catalogue()));
    LATHE_TRY(choice, chosenData(project, flags.data, checked.text("task.data")));
    LATHE_TRY(prepared, prepare(project, checked, choice.data.name));
    const std::string only = checked.json().at("task.only").toString();
    LATHE_TRY(trainData, findDataSet(project, checked.text("task.data")));
    LATHE_TRY(trainRows, dataRows(project, trainData.id, "train"));
    Json task = checked.json()["task"];
    if (flags.kind == "manual") task.set("template", flags.text);
    const std::int64_t shots = flags.kind == "shots" ? flags.shots : 0;
    LATHE_TRY(bare, withShots(task, trainRows, shots, flags.seed, prepared.backbone.entry.shape.context));
    LATHE_TRY(encoder,
              RowEncoder::make(bare, 0, prepared.tokenizer, rowModelOf(prepared.backbone.entry.shape)));
    LATHE_CHECK(encoder.checkFields(choice.data.fields));
    LATHE_TRY(note, giveCandidates(encoder, bare, project, choice.data));
    if (!note.empty()) output.note("note: " + note);
    LATHE_TRY(split, encodeSplit(project, encoder, choice.data, choice.split,
                                 TestReading{project, "baseline, " + flags.kind, 0}, only));
    if (split.cut > 0)
        output.note("warning: " + std::to_string(split.cut) + " of " + std::to_string(split.rows.size()) +
                    " rows are cut to fit beside the examples");
    Json settings = settingsOf(flags);
    std::optional<Evaluation> evaluation;
    if (flags.kind == "majority") {
        if (const std::string kind = checked.text("task.kind"); kind != "classify" && kind != "probe")
            return badCall("only classify and probe have answers of which one is the commonest", "task.kind");
        LATHE_TRY(ranked, commonestAnswers(task, trainRows));
        LATHE_TRY(shown, dataRows(project, choice.data.id, choice.split));
        settings.set("label", ranked.front());
        evaluation = always(ranked, split.rows, answersOf(task, shown), measuredTask(checked));
    } else {
        LATHE_TRY(backbone, loadFor(prepared));
        LATHE_TRY(measured, evaluate(*backbone, {}, checked, split.rows, encoder.labels(),
                                     *prepared.tokenizer, {}, Decoding(Decode::Yes)));
        evaluation = std::move(measured);
    }
    BaselineRow row;
    row.kind = flags.kind;
    row.settings = settings;
    row.recipe = Json::object({{"backbone", checked.json()["backbone"]}, {"task", checked.json()["task"]}});
    row.data = choice.text();
    row.examples = evaluation->examples;
    row.metrics = evaluation->metrics;
    if (!project.readOnly()) LATHE_CHECK(recordBaseline(project, row));

    output.line(flags.kind + " on " + choice.text() + ", " + std::to_string(row.examples) + " examples");
    const auto intervals = bootstrapIntervals(evaluation->measured, flags.resamples);
    std::vector<std::vector<std::string>> rows;
    Json between = Json::object();
    for (const auto& [name, value] : row.metrics) {
        std::string interval;
        if (const auto at = intervals.find(name); at != intervals.end()) {
            interval = number(at->second.low) + " to " + number(at->second.high);
            between.set(name, Json::array({at->second.low, at->second.high}));
        }
        rows.push_back({name, number(value), interval});
    }
    output.table({"metric", "value", "95% interval"}, rows);
    output.result(Json::object({{"kind", flags.kind},
                                {"settings", settings},
                                {"data", row.data},
                                {"examples", row.examples},
                                {"metrics", toJson(row.metrics)},
                                {"intervals", std::move(between)}}));
    return 0;
}

}  // namespace

Action baselineVerb(CLI::App& app, const Output& output) {
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RECIPE", flags->recipe,
                   "The recipe whose task and backbone are measured; its method is left out");
    app.add_option("--kind", flags->kind,
                   "zero-shot (the template without soft tokens), manual (--template), shots (examples in "
                   "the context), "
                   "majority (the commonest label)")
        ->check(CLI::IsMember({"zero-shot", "manual", "shots", "majority"}))
        ->default_val("zero-shot");
    app.add_option("--template", flags->text,
                   "Of manual: the prompt that is written by hand, with the data's {field}s");
    app.add_option("--shots", flags->shots, "Of shots: how many training rows stand in front")
        ->check(CLI::Range(1, 10000));
    app.add_option("--seed", flags->seed, "Of shots: draws them");
    app.add_option("--data", flags->data, "NAME or NAME/SPLIT; test where there is one, else validation");
    app.add_option("--set", flags->settings, "Change an option: key.path=value")->allow_extra_args(false);
    app.add_option("--resamples", flags->resamples,
                   "Draws of the bootstrap that the intervals come from; 0: none")
        ->check(CLI::Range(0, 1000000));
    app.add_flag("--list", flags->list, "Measure nothing: the baselines that the project holds");
    example(app,
            "promptlathe-cli baseline topics.lathe gloss-topics --kind shots --shots 16 --data "
            "glosses/validation");
    return [flags, &output]() -> Ran {
        return flags->list ? showAll(*flags, output) : measureOne(*flags, output);
    };
}

}  // namespace lathe::cli
