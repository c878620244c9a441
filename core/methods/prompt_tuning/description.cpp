// SPDX-License-Identifier: Apache-2.0
// Prompt tuning (Lester, Al-Rfou, Constant, EMNLP 2021): vectors of the embedding's width among the input
// embeddings.
#include "core/methods/description.h"
#include "core/methods/soft_token_options.h"

namespace lathe::prompt_tuning {
namespace {

std::vector<Option> options() {
    std::vector<Option> all = softTokenStarts();
    all.insert(all.begin(), softTokensOption());
    return all;
}

std::optional<std::string> refuses(const BackboneShape& shape, const Recipe& recipe) {
    const std::int64_t tokens = recipe.integer("method.tokens");
    if (tokens < shape.context) return std::nullopt;
    return std::to_string(tokens) + " soft tokens leave no room for text: this backbone takes " +
           std::to_string(shape.context) + " positions";
}

std::int64_t trainable(const BackboneShape& shape, const Recipe& recipe) {
    return recipe.integer("method.tokens") * shape.width;
}

}  // namespace

MethodDescription description() {
    MethodDescription method;
    method.kind = {.name = "prompt_tuning",
                   .label = "Prompt tuning",
                   .help = "Trains a few vectors that stand among the words the frozen model reads.",
                   .options = options()};
    method.refuses = refuses;
    method.trainable = trainable;
    return method;
}

}  // namespace lathe::prompt_tuning
