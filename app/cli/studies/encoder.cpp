// SPDX-License-Identifier: Apache-2.0
#include "app/cli/studies/study.h"

namespace lathe::cli {

Result<StudyPlan> encoderStudy(const Json& recipe);

Result<StudyPlan> encoderStudy(const Json& recipe) {
    LATHE_CHECK(needMethod(recipe, "p_tuning"));
    return StudyPlan{oneEach("method.encoder", {"lstm", "mlp", "none"})};
}

}  // namespace lathe::cli
