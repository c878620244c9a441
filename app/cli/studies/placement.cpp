// SPDX-License-Identifier: Apache-2.0
#include "app/cli/studies/study.h"
#include "core/text/template.h"

namespace lathe::cli {

Result<StudyPlan> placementStudy(const Json& recipe);

Result<StudyPlan> placementStudy(const Json& recipe) {
    LATHE_CHECK(needMethod(recipe, "prefix_tuning"));
    // An infix stands where the template says; a prefix's template leaves that place empty, so one serves
    // both.
    const std::string text = recipe.at("task.template").toString();
    std::string moved;
    LATHE_TRY(parsed, parseTemplate(text));
    bool placed = false;
    for (const TemplatePart& part : parsed.parts) {
        if (part.kind == TemplatePart::Kind::Prompt) continue;
        if (part.kind == TemplatePart::Kind::Answer && !placed) {
            moved += "{prompt}";
            placed = true;
        }
        moved += text.substr(part.offset, part.length);
    }
    if (!placed)
        return badCall("the template has no answer that an infix could stand before", "task.template",
                       "write {label} or {target} into it");
    StudyPlan plan{oneEach("method.placement", {"prefix", "infix"})};
    for (SweepSettings& settings : plan.configurations) settings.emplace_back("task.template", moved);
    return plan;
}

}  // namespace lathe::cli
