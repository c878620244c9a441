// SPDX-License-Identifier: Apache-2.0
#include "app/cli/studies/study.h"

namespace lathe::cli {

Result<StudyPlan> seedsStudy(const Json& recipe);

Result<StudyPlan> seedsStudy(const Json&) {
    StudyPlan plan;
    plan.configurations.emplace_back();
    plan.seeds = 5;
    return plan;
}

}  // namespace lathe::cli
