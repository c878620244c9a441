// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"

namespace lathe::cli {
namespace {

constexpr std::size_t kMost = 2000;  // vectors an answer; a line of JSON holds all of them

}  // namespace

/// The words' vectors as they enter the layers, in the asked order.
Result<Json> embeddingsAnswer(Helper& helper, const Question& question) {
    const Json& ask = question.ask;
    std::vector<std::int32_t> ids;
    for (const Json& id : ask["tokens"].items()) ids.push_back(static_cast<std::int32_t>(id.toInteger(-1)));
    if (ids.empty() || ids.size() > kMost)
        return badCall(std::to_string(ids.size()) + " tokens", "tokens",
                       "give 1 to " + std::to_string(kMost));
    LATHE_TRY(files, openBackbone(ask["backbone"].toString()));
    LATHE_TRY(backbone, helper.backbone(files, ask["dtype"].toString("auto")));
    LATHE_TRY(rows, backbone->embeddings(ids));
    const auto width = static_cast<std::size_t>(rows.shape[1]);
    Json vectors = Json::array();
    for (std::size_t row = 0; row < ids.size(); ++row) {
        Json::Array numbers;
        numbers.reserve(width);
        for (std::size_t i = row * width; i < (row + 1) * width; ++i)
            numbers.emplace_back(static_cast<double>(rows.data[i]));
        vectors.append(Json(std::move(numbers)));
    }
    return Json::object({{"width", width}, {"vectors", std::move(vectors)}});
}

}  // namespace lathe::cli
