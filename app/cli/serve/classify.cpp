// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"
#include "core/engine/evaluation/evaluate.h"
#include "core/methods/description.h"

namespace lathe::cli {

Result<Json> classifyAnswer(Helper& helper, const Question& question) {
    LATHE_TRY(project, Project::open(question.ask["project"].toString(), Project::Access::ReadOnly));
    LATHE_TRY(recipe, askedRecipe(question.ask));
    LATHE_TRY(prepared, prepare(project, recipe));
    LATHE_TRY(row, prepared.encoder.encodeOpen(0, question.ask["fields"]));
    LATHE_TRY(prompt, askedPrompt(project, question.ask));
    LATHE_TRY(backbone, helper.backbone(prepared.backbone, dtypeFor(recipe)));
    LATHE_TRY(evaluation, evaluate(*backbone, prompt, recipe, {row}, prepared.encoder.labels(),
                                   *prepared.tokenizer, [&] { return !question.cancelled(); }));
    if (evaluation.predictions.empty()) return failed("cancelled");
    const Prediction& prediction = evaluation.predictions.front();
    return Json::object({{"label", prediction.prediction}, {"scores", toJson(prediction.scores)}});
}

}  // namespace lathe::cli
