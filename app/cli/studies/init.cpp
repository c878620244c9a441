// SPDX-License-Identifier: Apache-2.0
#include "app/cli/studies/study.h"

namespace lathe::cli {

Result<StudyPlan> initStudy(const Json& recipe);

Result<StudyPlan> initStudy(const Json& recipe) {
    LATHE_CHECK(needMethod(recipe, "prompt_tuning"));
    StudyPlan plan{oneEach("method.init.kind", {"uniform", "vocabulary"})};
    if (recipe.at("task.kind").toString() == "classify")
        plan.configurations.push_back({{"method.init.kind", "labels"}});
    else
        plan.notes.emplace_back("labels are left out: the task has none");
    if (const std::string text = recipe.at("method.init.text").toString(); !text.empty())
        plan.configurations.push_back({{"method.init.kind", "text"}, {"method.init.text", text}});
    else
        plan.notes.emplace_back(
            "text is left out: the recipe names none; give --set method.init.kind=text --set "
            "method.init.text=...");
    return plan;
}

}  // namespace lathe::cli
