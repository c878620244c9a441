// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>

#include "app/cli/serve/helper.h"

namespace lathe::cli {
namespace {

constexpr std::int64_t kAtATime = 4096;

}  // namespace

/// How long the vocabulary's vectors are, as quantiles.
Result<Json> normsAnswer(Helper& helper, const Question& question) {
    const Json& ask = question.ask;
    LATHE_TRY(files, openBackbone(ask["backbone"].toString()));
    LATHE_TRY(backbone, helper.backbone(files, ask["dtype"].toString("auto")));
    const std::int64_t words = backbone->shape().vocabulary;
    std::vector<double> norms;
    norms.reserve(static_cast<std::size_t>(words));
    for (std::int64_t begin = 0; begin < words; begin += kAtATime) {
        if (question.cancelled()) return failed("cancelled");
        std::vector<std::int32_t> ids(static_cast<std::size_t>(std::min(kAtATime, words - begin)));
        std::iota(ids.begin(), ids.end(), static_cast<std::int32_t>(begin));
        LATHE_TRY(rows, backbone->embeddings(ids));
        const auto width = static_cast<std::size_t>(rows.shape[1]);
        for (std::size_t row = 0; row < ids.size(); ++row) {
            double sum = 0;
            for (std::size_t i = row * width; i < (row + 1) * width; ++i)
                sum += static_cast<double>(rows.data[i]) * static_cast<double>(rows.data[i]);
            norms.push_back(std::sqrt(sum));
        }
    }
    if (norms.empty()) return failed("the backbone has no vocabulary", ask["backbone"].toString());
    std::sort(norms.begin(), norms.end());
    const auto quantile = [&](double share) {
        return norms[static_cast<std::size_t>(share * static_cast<double>(norms.size() - 1) + 0.5)];
    };
    return Json::object({{"words", norms.size()},
                         {"p5", quantile(0.05)},
                         {"p25", quantile(0.25)},
                         {"median", quantile(0.5)},
                         {"p75", quantile(0.75)},
                         {"p95", quantile(0.95)}});
}

}  // namespace lathe::cli
