// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/session.h"
#include "app/cli/verb.h"
#include "core/base/files.h"
#include "core/engine/evaluation/evaluate.h"
#include "core/project/recorder.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string file, run, data, step, predictions, dtype;
    bool bare = false;
};

/// One JSON line a prediction: {"row", "input", "label", "prediction", "scores"}.
Result<> writePredictions(const Project& project, const DataChoice& choice, const std::vector<Prediction>& predictions,
                          const std::string& path) {
    LATHE_TRY(rows, dataRows(project, choice.data.id, choice.split));
    std::string text;
    for (const Prediction& prediction : predictions) {
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const DataRow& r) { return r.row == prediction.row; });
        text += Json::object({{"row", prediction.row},
                              {"input", row == rows.end() ? Json() : row->fields},
                              {"label", prediction.label},
                              {"prediction", prediction.prediction},
                              {"scores", toJson(prediction.scores)}})
                    .dump() +
                "\n";
    }
    return writeFile(path, text);
}

Ran evaluateRun(const Flags& flags, const Output& output) {
    LATHE_TRY(project, Project::open(flags.file));
    LATHE_TRY(run, findRun(project, flags.run));
    const Recipe recipe(run.recipe);
    LATHE_TRY(choice, chosenData(project, flags.data, recipe.text("task.data")));
    LATHE_TRY(prepared, prepare(project, recipe, choice.data.name));
    LATHE_TRY(split, encodeSplit(project, prepared.encoder, choice.data, choice.split));
    StoredPrompt prompt;
    if (!flags.bare) {
        LATHE_TRY(stored, storedPrompt(project, run, flags.step));
        prompt = std::move(stored);
    }
    if (choice.split == "test" && !project.readOnly())
        LATHE_CHECK(addLog(project, "info",
                           "test read: " + choice.text() + " by " +
                               (flags.bare ? "the bare backbone" : "step " + std::to_string(prompt.step)),
                           run.run));
    Json resolved = run.resolved;
    if (!flags.dtype.empty()) resolved.set("dtype", flags.dtype);
    LATHE_TRY(backbone, loadFor(prepared, resolved));
    LATHE_TRY(evaluation, evaluate(*backbone, prompt.tensors, prepared.recipe, split.rows, prepared.encoder.labels(),
                                   *prepared.tokenizer, {}, Decode::Yes));
    if (!flags.bare && !project.readOnly())
        LATHE_CHECK(recordEvaluation(project, run.run, prompt.step, choice.text(), evaluation.examples, evaluation.metrics,
                                     evaluation.predictions));
    if (!flags.predictions.empty())
        LATHE_CHECK(writePredictions(project, choice, evaluation.predictions, flags.predictions));
    output.line((flags.bare ? "the bare backbone" : "run " + std::to_string(run.run) + ", step " + std::to_string(prompt.step)) +
                " on " + choice.text() + ", " + std::to_string(evaluation.examples) + " examples");
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, value] : evaluation.metrics) rows.push_back({name, number(value)});
    output.table({"metric", "value"}, rows);
    output.result(Json::object({{"run", run.run},
                                {"step", flags.bare ? Json() : Json(prompt.step)},
                                {"data", choice.text()},
                                {"examples", evaluation.examples},
                                {"metrics", toJson(evaluation.metrics)}}));
    return 0;
}

}  // namespace

Action evaluateVerb(CLI::App& app, const Output& output) {
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->run, "A number, a name, or last")->required();
    app.add_option("--data", flags->data, "NAME or NAME/SPLIT; test where there is one, else validation");
    app.add_option("--step", flags->step, "best, last or a number");
    app.add_option("--predictions", flags->predictions, "Write each example's prediction here (JSONL)");
    app.add_option("--dtype", flags->dtype, "Compute in another format than the run was trained in")
        ->check(CLI::IsMember({"auto", "float32", "bfloat16"}));
    app.add_flag("--bare", flags->bare, "Measure the backbone without the prompt");
    example(app, "promptlathe-cli evaluate glosses.lathe last --predictions out.jsonl");
    return [flags, &output]() -> Ran { return evaluateRun(*flags, output); };
}

}  // namespace lathe::cli
