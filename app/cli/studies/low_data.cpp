// SPDX-License-Identifier: Apache-2.0
#include "app/cli/studies/study.h"

namespace lathe::cli {

Result<StudyPlan> low_dataStudy(const Json& recipe);

Result<StudyPlan> low_dataStudy(const Json&) {
    StudyPlan plan{oneEach("training.rows", {"50", "100", "200", "500"})};
    plan.seeds = 5;
    plan.draws = true;
    return plan;
}

}  // namespace lathe::cli
