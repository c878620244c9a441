// SPDX-License-Identifier: Apache-2.0
#include "app/cli/transfer.h"

#include <cmath>

#include "app/cli/session.h"
#include "core/base/files.h"
#include "core/engine/evaluation/evaluate.h"
#include "core/project/recorder.h"

namespace lathe::cli {
namespace {

using Metrics = std::map<std::string, double>;

/// One cell: stored, or measured now and stored.
Result<Metrics> cell(Project& project, const RunRow& run, const DataChoice& choice,
                     const StoredPrompt& prompt, std::shared_ptr<Backbone>& backbone, const Output& output) {
    const Recipe recipe(run.recipe);
    LATHE_TRY(before, evaluations(project, run.run));
    for (const EvaluationRow& row : before)
        if (row.step == prompt.step && row.data == choice.text()) return row.metrics;
    LATHE_TRY(prepared, prepare(project, recipe, choice.data.name));
    // The prompt's own rows are chosen by its recipe; other data sets are read whole.
    const bool own = choice.data.name == recipe.text("task.data");
    LATHE_TRY(split, encodeSplit(
                         project, prepared.encoder, choice.data, choice.split,
                         TestReading{project, "study transfer, step " + std::to_string(prompt.step), run.run},
                         own ? recipe.json().at("task.only").toString() : std::string()));
    if (!backbone) {
        LATHE_TRY(loaded, loadFor(prepared, run.resolved));
        backbone = std::move(loaded);
    }
    output.note("run " + std::to_string(run.run) + " on " + choice.text() + ", " +
                std::to_string(split.rows.size()) + " rows");
    LATHE_TRY(evaluation,
              evaluate(*backbone, prompt.tensors, prepared.recipe, split.rows, prepared.encoder.labels(),
                       *prepared.tokenizer, {}, Decoding(Decode::Yes)));
    LATHE_CHECK(recordEvaluation(project, run.run, prompt.step, choice.text(), evaluation.examples,
                                 evaluation.metrics, evaluation.predictions));
    return evaluation.metrics;
}

}  // namespace

Ran transferMatrix(const TransferAsk& ask, const Output& output) {
    if (ask.runs.empty() || ask.data.empty())
        return badCall("a matrix has runs and data sets", ask.runs.empty() ? "--runs" : "--data",
                       "give both: --runs 1 2 --data reviews tweets");
    LATHE_TRY(project, Project::open(ask.file));
    std::vector<DataChoice> columns;
    for (const std::string& data : ask.data) {
        LATHE_TRY(choice, chosenData(project, data, ""));
        columns.push_back(std::move(choice));
    }
    std::vector<std::string> header{"run", "trained on"};
    for (const DataChoice& choice : columns) header.push_back(choice.text());
    std::vector<std::vector<std::string>> rows;
    Json list = Json::array();
    std::string metric = ask.metric, text = "run,trained_on,data,metric,value\n";
    std::shared_ptr<Backbone> backbone;
    std::string loaded;
    for (const std::string& name : ask.runs) {
        LATHE_TRY(run, findRun(project, name));
        LATHE_TRY(prompt, storedPrompt(project, run, ""));
        const std::string trained = run.recipe.at("task.data").toString();
        // Runs over the same backbone share it.
        const std::string key = run.recipe["backbone"].dump() + run.resolved["dtype"].dump();
        if (key != loaded) backbone.reset();
        loaded = key;
        std::vector<std::string> row{std::to_string(run.run), trained};
        Json cells = Json::array();
        for (const DataChoice& choice : columns) {
            LATHE_TRY(metrics, cell(project, run, choice, prompt, backbone, output));
            if (metric.empty()) metric = metrics.contains("accuracy") ? "accuracy" : "loss";
            if (!metrics.contains(metric))
                return badCall(
                    "run " + std::to_string(run.run) + " has no " + metric + " on " + choice.text(), "--by",
                    "give a metric that the task has");
            row.push_back(number(metrics.at(metric)));
            cells.append(Json::object({{"data", choice.text()}, {"metrics", toJson(metrics)}}));
            text += std::to_string(run.run) + ",\"" + trained + "\",\"" + choice.text() + "\"," + metric +
                    "," + Json(metrics.at(metric)).dump() + "\n";
        }
        rows.push_back(std::move(row));
        list.append(Json::object(
            {{"run", run.run}, {"step", prompt.step}, {"trained_on", trained}, {"cells", std::move(cells)}}));
    }
    output.line(metric);
    output.table(header, rows);
    if (!ask.csv.empty()) LATHE_CHECK(writeFile(ask.csv, text));
    output.result(Json::object({{"metric", metric}, {"runs", std::move(list)}}));
    return 0;
}

}  // namespace lathe::cli
