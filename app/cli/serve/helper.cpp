// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"

#include <sys/resource.h>

#include <algorithm>

#include "core/base/clock.h"
#include "core/engine/batch.h"
#include "core/engine/evaluation/evaluate.h"
#include "core/engine/method.h"
#include "core/library/row_model.h"
#include "core/methods/description.h"

namespace lathe::cli {

Result<std::shared_ptr<Backbone>> Helper::backbone(const BackboneFiles& files, const std::string& dtype,
                                                   std::int64_t threads) {
    const std::string key =
        files.entry.path.string() + "\n" + files.digest + "\n" + dtype + "\n" + std::to_string(threads);
    if (backbone_ && key == loaded_) return backbone_;
    backbone_.reset();  // one in memory at a time
    LoadOptions options;
    options.dtype = dtype;
    options.threads = threads;
    const double begun = steadySeconds();
    LATHE_TRY(fresh, Backbone::load(files, options));
    loadSeconds_ = steadySeconds() - begun;
    backbone_ = std::move(fresh);
    loaded_ = key;
    return backbone_;
}

namespace {

/// Processor seconds that this process has used.
double processorSeconds() {
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) != 0) return 0;
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

/// `count` rows, evenly spread over all.
std::vector<EncodedRow> spread(const std::vector<EncodedRow>& rows, std::size_t count) {
    std::vector<EncodedRow> some;
    const std::size_t stride = std::max<std::size_t>(1, rows.size() / std::max<std::size_t>(count, 1));
    for (std::size_t k = 0; k < std::min(count, rows.size()); ++k) some.push_back(rows[k * stride]);
    return some;
}

/// Seconds of one validation, from a part of its rows.
Result<double> validationSeconds(const Prepared& prepared, Backbone& backbone, const TensorMap& trained,
                                 const std::vector<EncodedRow>& validation, std::size_t batch) {
    if (validation.empty()) return 0.0;
    const Decoding decoding = decodingWhileTraining(prepared.recipe);
    // Texts are written one token after the other: few rows tell enough.
    const auto some =
        spread(validation, decoding.texts == Decode::Yes ? std::min<std::size_t>(batch, 4) : batch);
    const double start = steadySeconds();
    LATHE_TRY(done, evaluate(backbone, trained, prepared.recipe, some, prepared.encoder.labels(),
                             *prepared.tokenizer, {}, decoding));
    return (steadySeconds() - start) * static_cast<double>(validation.size()) /
           static_cast<double>(some.size());
}

}  // namespace

Result<Helper::StepCost> Helper::stepCost(const Prepared& prepared, Backbone& backbone,
                                          const std::vector<EncodedRow>& rows,
                                          const std::vector<EncodedRow>& validation) {
    const Recipe& recipe = prepared.recipe;
    const std::string key = loaded_ + recipe.json()["task"].dump() + recipe.json()["method"].dump() + "/" +
                            std::to_string(recipe.integer("training.batch")) + "/" +
                            std::to_string(validation.size());
    if (const auto known = measured_.find(key); known != measured_.end()) return known->second;
    const auto batch = static_cast<std::size_t>(recipe.integer("training.batch"));
    // An empty method costs what a started one does.
    LATHE_TRY(method, makeMethod(recipe, backbone, {}, true));
    LATHE_TRY(trained, method->compute(0, false));
    StepCost best{.seconds = 1e9};
    // Batches of other rows, as training has them: a batch is as long as its rows.
    constexpr std::size_t kRounds = 6;
    constexpr double kMostSeconds = 4;
    std::vector<double> took;
    const double begun = steadySeconds(), used = processorSeconds();
    for (std::size_t round = 0; round < kRounds && (round < 3 || steadySeconds() - begun < kMostSeconds);
         ++round) {
        std::vector<PackedRow> packed;
        for (std::size_t k = 0; k < std::min(batch, rows.size()); ++k) {
            const EncodedRow& row =
                rows[(round * 7919 + k * std::max<std::size_t>(1, rows.size() / batch)) % rows.size()];
            packed.push_back(packedRow(row, row.answers[static_cast<std::size_t>(std::max(row.truth, 0))]));
        }
        const PackedBatch shape = pack(packed);
        best.workBytes = std::max<std::uint64_t>(best.workBytes, backbone.workBytes(shape, trained));
        const double start = steadySeconds();
        LATHE_TRY(computed, method->compute(0, true));
        LATHE_TRY(step, backbone.step(shape, computed, {}, true));
        LATHE_TRY(gradient, method->backward(step.gradient));
        took.push_back(steadySeconds() - start);
    }
    // The first round also touches fresh memory and chooses kernels; the middle of the others is a usual
    // batch.
    const double wall = steadySeconds() - begun;
    const double threads = std::max(1.0, backbone.resolved()["threads"].toNumber(1));
    best.busy = processorSeconds() - used < 0.7 * wall * threads;
    took.erase(took.begin());
    std::sort(took.begin(), took.end());
    best.seconds = best.busy ? took.front() : took[took.size() / 2];
    if (recipe.integer("training.evaluate_every") > 0) {
        LATHE_TRY(seconds, validationSeconds(prepared, backbone, trained, validation, batch));
        best.evaluationSeconds = seconds;
    }
    measured_[key] = best;
    return best;
}

Result<Recipe> askedRecipe(const Json& ask) {
    return checkRecipe(ask["recipe"], catalogue());
}

Backbone::GenerationOptions askedWriting(const Json& ask, const Tokenizer& tokenizer,
                                         const BackboneShape& shape) {
    Backbone::GenerationOptions options;
    options.maxNew = ask["max_new"].toInteger(32);
    options.beams = ask["beams"].toInteger(1);
    options.lengthPenalty = ask["length_penalty"].toNumber(1);
    options.temperature = ask["temperature"].toNumber(0);
    options.topK = ask["top_k"].toInteger(0);
    options.topP = ask["top_p"].toNumber(1);
    options.seed = static_cast<std::uint64_t>(ask["seed"].toInteger(0));
    options.forcedEnd = forcedEnd(shape);
    if (const auto eos = tokenizer.eos()) options.stop.push_back(*eos);
    return options;
}

Result<TensorMap> askedPrompt(const Project& project, const Json& ask) {
    if (!ask["run"].isInteger()) return TensorMap{};
    LATHE_TRY(run, findRun(project, std::to_string(ask["run"].toInteger())));
    const Json& step = ask["step"];
    LATHE_TRY(prompt, storedPrompt(project, run,
                                   step.isInteger() ? std::to_string(step.toInteger()) : step.toString()));
    return std::move(prompt.tensors);
}

}  // namespace lathe::cli
