// SPDX-License-Identifier: Apache-2.0
#include "app/cli/choice.h"

#include <set>

namespace lathe::cli {
namespace {

std::string counted(std::int64_t count, const std::string& one, const std::string& many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace

Result<Json> howChosen(const Project& project, const RunRow& run, std::int64_t step) {
    const Json& data = run.recipe.at("task.data");
    LATHE_TRY(rows, evaluations(project, run.run));
    std::int64_t evaluated = 0;
    for (const EvaluationRow& row : rows) evaluated += row.data == data.toString() + "/validation" ? 1 : 0;
    LATHE_TRY(runs, listRuns(project));
    std::int64_t trained = 0;
    std::set<std::string> configurations;
    for (const RunRow& other : runs) {
        if (other.recipe.at("task.data") != data || other.state == RunState::Queued) continue;
        ++trained;
        Json recipe = other.recipe;
        recipe.erase("name");
        recipe.setAt("training.seed", 0);
        configurations.insert(recipe.dump());
    }
    const bool byValidation = step == run.bestStep;
    return Json::object({{"split", byValidation ? Json("validation") : Json()},
                         {"metric", byValidation ? run.recipe.at("training.choose_by") : Json()},
                         {"evaluations", evaluated},
                         {"runs", trained},
                         {"configurations", configurations.size()}});
}

std::string chosenText(const Json& chosen, const RunRow& run, std::int64_t step) {
    const std::string among =
        counted(chosen["runs"].toInteger(), "run", "runs") + " of " +
        counted(chosen["configurations"].toInteger(), "configuration", "configurations") + " on " +
        run.recipe.at("task.data").toString() + " so far";
    if (chosen["split"].isNull())
        return "step " + std::to_string(step) + " was not chosen by validation; " + among;
    return "step " + std::to_string(step) + " is the best of " +
           counted(chosen["evaluations"].toInteger(), "evaluation", "evaluations") + " on " +
           chosen["split"].string() + " by " + chosen["metric"].toString() + "; " + among;
}

}  // namespace lathe::cli
