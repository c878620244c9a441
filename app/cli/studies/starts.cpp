// SPDX-License-Identifier: Apache-2.0
// A bake-off of starts: what each makes of the validation rows before anything is learned.
#include "app/cli/studies/study.h"

namespace lathe::cli {

Result<StudyPlan> initStudy(const Json& recipe);
Result<StudyPlan> startsStudy(const Json& recipe);

Result<StudyPlan> startsStudy(const Json& recipe) {
    StudyPlan plan;
    if (recipe.at("method.kind").toString() == "prompt_tuning") {
        LATHE_TRY(all, initStudy(recipe));
        plan = std::move(all);
    } else {
        LATHE_CHECK(needMethod(recipe, "prefix_tuning"));
        plan.configurations = oneEach("method.init.kind", {"words", "random", "noop"});
    }
    // One step that moves nothing: the evaluation before it is what is asked.
    for (SweepSettings& settings : plan.configurations) {
        settings.emplace_back("training.steps", "1");
        settings.emplace_back("optimizer.learning_rate", "1e-12");
    }
    return plan;
}

}  // namespace lathe::cli
