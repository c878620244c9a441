// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"

namespace lathe::cli {

Result<Json> tokenizeAnswer(Helper&, const Question& question) {
    LATHE_TRY(tokenizer, tokenizerAt(question.ask["backbone"].toString()));
    Json tokens{Json::Array{}};
    for (const auto id : tokenizer->encode(question.ask["text"].string(), Surround::Yes))
        tokens.append(Json::object({{"id", id}, {"text", tokenizer->piece(id)}, {"special", tokenizer->isSpecial(id)}}));
    return Json::object({{"tokens", tokens}});
}

}  // namespace lathe::cli
