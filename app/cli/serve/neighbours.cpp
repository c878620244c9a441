// SPDX-License-Identifier: Apache-2.0
#include "app/cli/neighbours_json.h"
#include "app/cli/serve/helper.h"
#include "core/engine/evaluation/evaluate.h"
#include "core/methods/description.h"

namespace lathe::cli {

Result<Json> neighboursAnswer(Helper& helper, const Question& question) {
    const Json& ask = question.ask;
    LATHE_TRY(project, Project::open(ask["project"].toString(), Project::Access::ReadOnly));
    LATHE_TRY(run, findRun(project, std::to_string(ask["run"].toInteger())));
    LATHE_TRY(tensors, askedPrompt(project, ask));
    const HostTensor* vectors = find(tensors, "prompt");
    if (!vectors) return failed("a prefix stands among the layers' keys, not among the words, so no word is near it",
                                "run " + std::to_string(run.run), "export it (--format promptlathe) to look at its numbers");
    const Recipe recipe(run.recipe);
    LATHE_TRY(files, openBackbone(recipe.text("backbone.id")));
    LATHE_TRY(tokenizer, tokenizerOf(files));
    LATHE_TRY(backbone, helper.backbone(files, dtypeFor(recipe)));
    LATHE_TRY(slots, neighbours(*backbone, *vectors, *tokenizer, std::clamp<std::int64_t>(ask["count"].toInteger(5), 1, 1000),
                                ask["metric"].toString("cosine")));
    return Json::object({{"neighbours", toJson(slots)}});
}

}  // namespace lathe::cli
