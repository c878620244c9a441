// SPDX-License-Identifier: Apache-2.0
#include "app/cli/hardening.h"
#include "app/cli/serve/helper.h"

namespace lathe::cli {

Result<Json> hardenAnswer(Helper& helper, const Question& question) {
    const Json& ask = question.ask;
    LATHE_TRY(project, Project::open(ask["project"].toString(), Project::Access::ReadOnly));
    LATHE_TRY(run, findRun(project, std::to_string(ask["run"].toInteger())));
    const Recipe recipe(run.recipe);
    // The window looks at what training may look at: validation, never test.
    LATHE_TRY(choice, chosenData(project, recipe.text("task.data") + "/validation", {}));
    HardenOptions options;
    const Json& step = ask["step"];
    options.step = step.isInteger() ? std::to_string(step.toInteger()) : step.toString();
    options.metric = ask["metric"].toString("cosine");
    options.load = [&](const Prepared& prepared) {
        return helper.backbone(prepared.backbone, recipe.text("backbone.dtype"));
    };
    options.goOn = [&] { return !question.cancelled(); };
    options.told = [&](int done) {
        question.tell(Json::object({{"event", "progress"}, {"done", done}, {"of", 3}}));
    };
    LATHE_TRY(hard, hardened(project, run, choice, options));
    return Json::object({{"step", hard.step},
                         {"words", wordsJson(hard.words)},
                         {"text", hard.text},
                         {"data", choice.text()},
                         {"examples", hard.before.examples},
                         {"before", toJson(hard.before.metrics)},
                         {"after", toJson(hard.after.metrics)},
                         {"bare", toJson(hard.bare.metrics)}});
}

}  // namespace lathe::cli
