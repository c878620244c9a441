// SPDX-License-Identifier: Apache-2.0
#include "app/cli/studies/study.h"

namespace lathe::cli {

Result<StudyPlan> prefix_lengthStudy(const Json& recipe);

Result<StudyPlan> prefix_lengthStudy(const Json& recipe) {
    LATHE_CHECK(needMethod(recipe, "prefix_tuning"));
    return StudyPlan{oneEach("method.tokens", {"1", "5", "10", "20", "50", "100", "200"})};
}

}  // namespace lathe::cli
