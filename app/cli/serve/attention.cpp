// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/cli/serve/helper.h"
#include "core/engine/batch.h"
#include "core/methods/description.h"

namespace lathe::cli {
namespace {

/// Shares [layers, tokens, prefix], by layer, then prefix token: over the tokens [from, to) a mean.
Json meanOf(const HostTensor& share, std::int64_t from, std::int64_t to) {
    Json layers = Json::array();
    for (std::int64_t layer = 0; layer < share.shape[0]; ++layer) {
        Json list = Json::array();
        for (std::int64_t p = 0; p < share.shape[2]; ++p) {
            double sum = 0;
            for (std::int64_t row = from; row < to; ++row)
                sum += static_cast<double>(
                    share
                        .data[static_cast<std::size_t>((layer * share.shape[1] + row) * share.shape[2] + p)]);
            list.append(sum / static_cast<double>(std::max<std::int64_t>(1, to - from)));
        }
        layers.append(std::move(list));
    }
    return layers;
}

}  // namespace

/// How a row of the run's data looks at its prefix.
Result<Json> attentionAnswer(Helper& helper, const Question& question) {
    const Json& ask = question.ask;
    LATHE_TRY(project, Project::open(ask["project"].toString(), Project::Access::ReadOnly));
    LATHE_TRY(run, findRun(project, std::to_string(ask["run"].toInteger())));
    LATHE_TRY(tensors, askedPrompt(project, ask));
    LATHE_TRY(recipe, checkRecipe(run.recipe, catalogue()));
    LATHE_TRY(prepared, prepare(project, recipe));
    const std::string split =
        ask["split"].toString(prepared.data.rows("validation") > 0 ? "validation" : "train");
    const std::int64_t count = prepared.data.rows(split), row = ask["row"].toInteger(0);
    if (row < 0 || row >= count)
        return badCall("there is no row " + std::to_string(row), "row",
                       "the split " + split + " of " + prepared.data.name + " has " + std::to_string(count));
    LATHE_TRY(found, dataRows(project, prepared.data.id, split, row, 1));
    if (found.empty()) return failed("that row is gone", prepared.data.name + "/" + split);
    LATHE_TRY(encoded, prepared.encoder.encode(found.front().row, found.front().fields));
    if (encoded.answers.empty()) return failed("the row has no answer", prepared.data.name + "/" + split);
    // Slots of soft tokens hold no word; a prefix stands in front of the text that is left.
    std::erase_if(encoded.context, [](std::int32_t token) { return token < 0; });
    if (encoded.context.empty()) return failed("the row has no text", prepared.data.name + "/" + split);
    const PackedRow packed =
        packedRow(encoded, encoded.answers[static_cast<std::size_t>(std::max(encoded.truth, 0))]);
    LATHE_TRY(backbone, helper.backbone(prepared.backbone, dtypeFor(recipe)));
    const PackedBatch batch = pack({&packed, 1});
    LATHE_TRY(shares, backbone->prefixShares(batch, tensors));
    Json parts = Json::array();
    for (const HostTensor& share : shares) {
        const std::string at = share.name.substr(0, share.name.rfind('.'));
        const std::int64_t tokens = share.shape[1];
        // The place that the answer is read from: in a decoder the one before the answer's first token.
        const bool own = tokens == static_cast<std::int64_t>(batch.tokens.size()) && !batch.predicted.empty();
        const std::int64_t place = own ? batch.predicted.front() : tokens - 1;
        parts.append(Json::object(
            {{"at", at}, {"text", meanOf(share, 0, tokens)}, {"answer", meanOf(share, place, place + 1)}}));
    }
    std::string text;
    for (const std::int32_t token : encoded.context) text += prepared.tokenizer->piece(token);
    return Json::object({{"parts", std::move(parts)},
                         {"data", prepared.data.name + "/" + split},
                         {"row", row},
                         {"rows", count},
                         {"tokens", encoded.context.size()},
                         {"words", text}});
}

}  // namespace lathe::cli
