// SPDX-License-Identifier: Apache-2.0
#include "core/data/lengths.h"

#include "app/cli/serve/helper.h"

namespace lathe::cli {

Result<Json> lengthsAnswer(Helper&, const Question& question) {
    LATHE_TRY(project, Project::open(question.ask["project"].toString(), Project::Access::ReadOnly));
    LATHE_TRY(recipe, askedRecipe(question.ask));
    LATHE_TRY(prepared, prepare(project, recipe));
    LATHE_TRY(statistics, lengthStatistics(project, prepared.data, question.ask["split"].toString("train"), prepared.encoder,
                                           [&] { return !question.cancelled(); }));
    return lathe::toJson(statistics);
}

}  // namespace lathe::cli
