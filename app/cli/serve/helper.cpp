// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"

#include <algorithm>

#include "core/base/clock.h"
#include "core/engine/batch.h"
#include "core/engine/method.h"
#include "core/methods/description.h"

namespace lathe::cli {

Result<std::shared_ptr<Backbone>> Helper::backbone(const BackboneFiles& files, const std::string& dtype) {
    const std::string key = files.entry.path.string() + "\n" + files.digest + "\n" + dtype;
    if (backbone_ && key == loaded_) return backbone_;
    backbone_.reset();  // one in memory at a time
    LoadOptions options;
    options.dtype = dtype;
    LATHE_TRY(fresh, Backbone::load(files, options));
    backbone_ = std::move(fresh);
    loaded_ = key;
    return backbone_;
}

Result<Helper::StepCost> Helper::stepCost(const Prepared& prepared, Backbone& backbone,
                                         const std::vector<EncodedRow>& rows) {
    const Recipe& recipe = prepared.recipe;
    const std::string key = loaded_ + recipe.json()["task"].dump() + recipe.json()["method"].dump() + "/" +
                            std::to_string(recipe.integer("training.batch"));
    if (const auto known = measured_.find(key); known != measured_.end()) return known->second;
    std::vector<PackedRow> packed;
    const auto batch = std::min<std::size_t>(rows.size(), static_cast<std::size_t>(recipe.integer("training.batch")));
    const std::size_t stride = std::max<std::size_t>(1, rows.size() / std::max<std::size_t>(batch, 1));
    for (std::size_t k = 0; k < batch; ++k) {
        const EncodedRow& row = rows[k * stride];
        packed.push_back(packedRow(row, row.answers[static_cast<std::size_t>(std::max(row.truth, 0))]));
    }
    const PackedBatch shape = pack(packed);
    // An empty method costs what a started one does.
    LATHE_TRY(method, makeMethod(recipe, backbone, {}, true));
    LATHE_TRY(trained, method->compute(0, false));
    StepCost best{1e9, backbone.workBytes(shape, trained)};
    // The first rounds also touch fresh memory and choose kernels; a slow machine does not go on for long.
    constexpr int kRounds = 6;
    constexpr double kMostSeconds = 3;
    const double begun = steadySeconds();
    for (int round = 0; round < kRounds && (round < 2 || steadySeconds() - begun < kMostSeconds); ++round) {
        const double start = steadySeconds();
        LATHE_TRY(computed, method->compute(0, true));
        LATHE_TRY(step, backbone.step(shape, computed, {}, true));
        LATHE_TRY(gradient, method->backward(step.gradient));
        best.seconds = std::min(best.seconds, steadySeconds() - start);
    }
    measured_[key] = best;
    return best;
}

Result<Recipe> askedRecipe(const Json& ask) { return checkRecipe(ask["recipe"], catalogue()); }

Result<TensorMap> askedPrompt(const Project& project, const Json& ask) {
    if (!ask["run"].isInteger()) return TensorMap{};
    LATHE_TRY(run, findRun(project, std::to_string(ask["run"].toInteger())));
    const Json& step = ask["step"];
    LATHE_TRY(prompt, storedPrompt(project, run, step.isInteger() ? std::to_string(step.toInteger()) : step.toString()));
    return std::move(prompt.tensors);
}

}  // namespace lathe::cli
