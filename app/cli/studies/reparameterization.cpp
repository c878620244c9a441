// SPDX-License-Identifier: Apache-2.0
#include "app/cli/studies/study.h"

namespace lathe::cli {

Result<StudyPlan> reparameterizationStudy(const Json& recipe);

Result<StudyPlan> reparameterizationStudy(const Json& recipe) {
    LATHE_CHECK(needMethod(recipe, "prefix_tuning"));
    return StudyPlan{atRates(oneEach("method.reparameterization", {"mlp", "none"}), recipe, {0.3, 1, 3})};
}

}  // namespace lathe::cli
