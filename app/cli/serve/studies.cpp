// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"
#include "app/cli/studies/study.h"
#include "core/methods/description.h"

namespace lathe::cli {

/// Every study with what it makes of the recipe, or why it does not fit.
Result<Json> studiesAnswer(Helper&, const Question& question) {
    const auto recipe = checkRecipe(question.ask["recipe"], catalogue());
    Json list{Json::Array{}};
    for (const KnownStudy& study : knownStudies()) {
        Json one = Json::object({{"name", study.name}, {"help", study.help}});
        const auto plan =
            recipe ? study.plan(recipe->json()) : Result<StudyPlan>(tl::unexpected<Error>(recipe.error()));
        if (!plan) {
            one.set("problem", plan.error().line());
        } else {
            Json configurations{Json::Array{}}, notes{Json::Array{}};
            for (const SweepSettings& settings : plan->configurations) {
                Json values = Json::object();
                for (const auto& [key, value] : settings) values.set(key, value);
                configurations.append(std::move(values));
            }
            for (const std::string& note : plan->notes) notes.append(note);
            one.set("configurations", std::move(configurations));
            one.set("seeds", plan->seeds);
            one.set("notes", std::move(notes));
        }
        list.append(std::move(one));
    }
    return Json::object({{"studies", std::move(list)}});
}

}  // namespace lathe::cli
