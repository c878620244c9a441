// SPDX-License-Identifier: Apache-2.0
#include "app/cli/studies/study.h"

namespace lathe::cli {

Result<StudyPlan> depthStudy(const Json& recipe);

Result<StudyPlan> depthStudy(const Json& recipe) {
    LATHE_CHECK(needMethod(recipe, "prefix_tuning"));
    return StudyPlan{atRates(oneEach("method.depth", {"all", "embedding"}), recipe, {0.3, 1, 3, 10})};
}

}  // namespace lathe::cli
