// SPDX-License-Identifier: Apache-2.0
#include "app/cli/studies/study.h"

namespace lathe::cli {

Result<StudyPlan> lengthStudy(const Json& recipe);

Result<StudyPlan> lengthStudy(const Json& recipe) {
    if (recipe.at("method.tokens").isNull())
        return badCall("the recipe's method has no length", "method.kind",
                       "give a recipe with method.tokens");
    return StudyPlan{oneEach("method.tokens", {"1", "5", "20", "100", "150"})};
}

}  // namespace lathe::cli
