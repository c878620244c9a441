// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"
#include "core/library/row_model.h"
#include "core/methods/description.h"

namespace lathe::cli {
namespace {

/// What is continued: a bare backbone's text, or a recipe's template filled with fields.
struct Start {
    std::shared_ptr<Backbone> backbone;
    std::shared_ptr<const Tokenizer> tokenizer;
    std::vector<std::int32_t> context;
    TensorMap prompt;
    std::vector<std::int32_t> start;  ///< encoder-decoders: what the decoder begins with
};

Result<Start> bareStart(Helper& helper, const Json& ask) {
    LATHE_TRY(files, openBackbone(ask["backbone"].toString()));
    LATHE_TRY(tokenizer, tokenizerOf(files));
    LATHE_TRY(backbone, helper.backbone(files, "auto"));
    Start start{
        std::move(backbone), tokenizer, tokenizer->encode(ask["prompt"].string(), Surround::No), {}, {}};
    if (files.entry.shape.kind == BackboneKind::EncoderDecoder) {
        start.start = bareStart(files.entry.shape);
        for (const auto id : tokenizer->behind()) start.context.push_back(id);
    }
    return start;
}

Result<Start> promptedStart(Helper& helper, const Json& ask) {
    LATHE_TRY(project, Project::open(ask["project"].toString(), Project::Access::ReadOnly));
    LATHE_TRY(recipe, askedRecipe(ask));
    LATHE_TRY(prepared, prepare(project, recipe));
    LATHE_TRY(row, prepared.encoder.encodeOpen(0, ask["fields"]));
    LATHE_TRY(prompt, askedPrompt(project, ask));
    if (prompt.empty()) std::erase_if(row.context, [](std::int32_t token) { return token < 0; });
    LATHE_TRY(backbone, helper.backbone(prepared.backbone, dtypeFor(recipe)));
    return Start{std::move(backbone), prepared.tokenizer, std::move(row.context), std::move(prompt),
                 std::move(row.start)};
}

}  // namespace

Result<Json> generateAnswer(Helper& helper, const Question& question) {
    const Json& ask = question.ask;
    LATHE_TRY(start, ask.contains("recipe") ? promptedStart(helper, ask) : bareStart(helper, ask));
    if (start.context.empty()) return failed("an empty text cannot be continued", "text", "type something");
    Backbone::GenerationOptions options = askedWriting(ask, *start.tokenizer, start.backbone->shape());
    options.start = start.start;
    // A token may end inside a character: what is told is always the difference of two decoded texts.
    std::vector<std::int32_t> ids;
    std::string told;
    const auto hear = [&](std::size_t, std::int32_t token) {
        ids.push_back(token);
        const std::string now = start.tokenizer->decode(ids, false);
        const bool whole = !now.ends_with("\xEF\xBF\xBD");
        if (whole && now.size() > told.size()) {
            question.tell(Json::object({{"event", "token"}, {"text", now.substr(told.size())}}));
            told = now;
        }
        return !question.cancelled();
    };
    const std::vector<std::vector<std::int32_t>> contexts{start.context};
    LATHE_TRY(texts, start.backbone->generate(contexts, start.prompt, options, hear));
    return Json::object(
        {{"text", start.tokenizer->decode(texts.front(), false)}, {"tokens", texts.front().size()}});
}

}  // namespace lathe::cli
