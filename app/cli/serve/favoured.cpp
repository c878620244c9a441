// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/cli/serve/helper.h"
#include "core/methods/description.h"

namespace lathe::cli {

/// The words that a prefix's values favour through the head, by layer, then token.
Result<Json> favouredAnswer(Helper& helper, const Question& question) {
    const Json& ask = question.ask;
    LATHE_TRY(project, Project::open(ask["project"].toString(), Project::Access::ReadOnly));
    LATHE_TRY(run, findRun(project, std::to_string(ask["run"].toInteger())));
    LATHE_TRY(tensors, askedPrompt(project, ask));
    const std::string name = ask["part"].toString("decoder.self") + ".value";
    const HostTensor* values = find(tensors, name);
    if (!values)
        return failed("this prompt has no " + name, "run " + std::to_string(run.run),
                      "choose a part that it has");
    const Recipe recipe(run.recipe);
    LATHE_TRY(files, openBackbone(recipe.text("backbone.id")));
    LATHE_TRY(tokenizer, tokenizerOf(files));
    LATHE_TRY(backbone, helper.backbone(files, dtypeFor(recipe)));
    LATHE_TRY(words, backbone->favoured(*values, std::clamp<std::int64_t>(ask["count"].toInteger(5), 1, 50)));
    Json layers = Json::array();
    for (std::int64_t layer = 0; layer < values->shape[0]; ++layer) {
        Json list = Json::array();
        for (std::int64_t token = 0; token < values->shape[1]; ++token) {
            Json some = Json::array();
            for (const NearestToken& word : words[static_cast<std::size_t>(layer * values->shape[1] + token)])
                some.append(Json::object(
                    {{"token", word.token}, {"text", tokenizer->piece(word.token)}, {"score", word.score}}));
            list.append(std::move(some));
        }
        layers.append(std::move(list));
    }
    return Json::object({{"words", std::move(layers)}});
}

}  // namespace lathe::cli
