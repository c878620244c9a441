// SPDX-License-Identifier: Apache-2.0
// What a run will take, before it is launched: one step is really done, so the figures are this machine's.
#include <unistd.h>

#include <fstream>

#include "app/cli/serve/earlier_runs.h"
#include "app/cli/serve/helper.h"
#include "core/engine/training/trainer.h"
#include "core/methods/description.h"

namespace lathe::cli {
namespace {

std::int64_t trainable(const Prepared& prepared) {
    for (const MethodDescription& method : methods())
        if (method.kind.name == prepared.recipe.text("method.kind") && method.trainable)
            return method.trainable(prepared.backbone.entry.shape, prepared.recipe);
    return 0;
}

/// The verbalizers with their tokens and how many training rows have each label.
Json labelTable(const Prepared& prepared, const std::vector<EncodedRow>& rows) {
    Json table{Json::Array{}};
    const auto& labels = prepared.encoder.labels();
    for (std::size_t k = 0; k < labels.size(); ++k) {
        std::int64_t count = 0;
        for (const EncodedRow& row : rows) count += row.truth == static_cast<std::int32_t>(k) ? 1 : 0;
        table.append(Json::object(
            {{"label", labels[k]},
             {"said", prepared.encoder.verbalizers()[k]},
             {"tokens", rows.empty() ? 0 : static_cast<std::int64_t>(rows.front().answers[k].size())},
             {"rows", count}}));
    }
    return table;
}

/// Bytes of this process that no backbone and no batch is to blame for: resident without the loaded weights.
double restingBytes(const Backbone& backbone) {
    std::ifstream file("/proc/self/statm");
    double pages = 0, resident = 0;
    file >> pages >> resident;
    return std::max(0.0, resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) -
                             static_cast<double>(backbone.weightBytes()));
}

}  // namespace

Result<Json> estimateAnswer(Helper& helper, const Question& question) {
    LATHE_TRY(project, Project::open(question.ask["project"].toString(), Project::Access::ReadOnly));
    LATHE_TRY(recipe, askedRecipe(question.ask));
    LATHE_TRY(prepared, prepare(project, recipe));
    LATHE_TRY(split, encodeSplit(project, prepared.encoder, prepared.data, "train", {},
                                 recipe.json().at("task.only").toString()));
    if (split.rows.empty())
        return failed("no training rows", prepared.data.name, "import data with a split named train");
    const std::int64_t numbers = trainable(prepared);
    const std::int64_t used = recipe.json().at("training.rows").toInteger();
    const std::int64_t steps =
        stepsInAll(recipe, used > 0 ? used : static_cast<std::int64_t>(split.rows.size()));
    Json result = Json::object(
        {{"trainable", numbers},
         {"share", static_cast<double>(numbers) / static_cast<double>(std::max<std::int64_t>(
                                                      1, prepared.backbone.entry.shape.parameters))},
         {"steps", steps},
         {"cut_rows", split.cut},
         {"labels", labelTable(prepared, split.rows)}});
    Json early = result;  // what needs no backbone, at once
    early.set("event", "progress");
    question.tell(std::move(early));
    if (question.cancelled()) return failed("cancelled");
    const std::int64_t every = recipe.integer("training.evaluate_every");
    const bool validated = every > 0 && prepared.data.rows("validation") > 0;
    const double evaluations = validated ? static_cast<double>((steps + every - 1) / every) : 0;
    const auto total = [&](double step, double evaluation) {
        return step * static_cast<double>(steps) + evaluation * evaluations;
    };
    constexpr double kMib = 1024.0;
    // What the same thing took before says more than a step measured now, perhaps on a busy machine.
    if (const auto before = earlierCost(project, recipe, prepared.data.digest);
        before && before->peakMib > 0 && (!validated || before->secondsAnEvaluation >= 0)) {
        result.set("seconds", total(before->secondsAStep, before->secondsAnEvaluation));
        result.set("peak_gib", before->peakMib / kMib);
        result.set("run", before->run);
        return result;
    }
    if (!question.ask["measure"].toBool(true)) return result;
    LATHE_TRY(backbone, helper.backbone(prepared.backbone, dtypeFor(recipe),
                                        recipe.json().at("training.threads").toInteger()));
    const double resting = restingBytes(*backbone);
    LATHE_TRY(validation, encodeSplit(project, prepared.encoder, prepared.data, "validation", {},
                                      recipe.json().at("task.only").toString()));
    LATHE_TRY(cost, helper.stepCost(prepared, *backbone, split.rows, validation.rows));
    const double step = cost.seconds * static_cast<double>(recipe.integer("optimizer.accumulate"));
    result.set("seconds", helper.loadSeconds() + total(step, cost.evaluationSeconds));
    result.set("peak_gib", (resting + static_cast<double>(backbone->weightBytes()) +
                            static_cast<double>(cost.workBytes)) /
                               (kMib * kMib * kMib));
    result.set("busy", cost.busy);
    return result;
}

}  // namespace lathe::cli
