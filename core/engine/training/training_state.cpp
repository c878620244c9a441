// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/training_state.h"

namespace lathe {
namespace {

void append(TensorMap& all, TensorMap part, const std::string& prefix) {
    for (HostTensor& tensor : part) {
        tensor.name = prefix + tensor.name;
        all.push_back(std::move(tensor));
    }
}

TensorMap taken(const TensorMap& all, std::string_view prefix) {
    TensorMap part;
    for (const HostTensor& tensor : all)
        if (tensor.name.starts_with(prefix))
            part.push_back({tensor.name.substr(prefix.size()), tensor.shape, tensor.data});
    return part;
}

}  // namespace

ResumeState toResume(const TrainingState& state, const TensorMap& parameters, const Optimizer& optimizer) {
    ResumeState saved;
    saved.step = state.step;
    append(saved.tensors, parameters, "parameter.");
    append(saved.tensors, optimizer.state(), "optimizer.");
    append(saved.tensors, state.snapshot, "snapshot.");
    Json best(Json::Object{});
    for (const auto& [name, value] : state.bestMetrics) best.set(name, value);
    saved.counters = Json::object({{"format", 1},
                                   {"step", state.step},
                                   {"steps", state.steps},
                                   {"epoch", state.position.epoch},
                                   {"taken", state.position.taken},
                                   {"owed", state.owed},
                                   {"loss", state.loss},
                                   {"best_step", state.bestStep},
                                   {"best_metrics", best},
                                   {"evaluations_since_best", state.evaluationsSinceBest},
                                   {"snapshot_step", state.snapshotStep},
                                   {"statistics", state.statistics.toJson()}});
    return saved;
}

Result<TrainingState> fromResume(const ResumeState& saved, TensorMap& parameters, Optimizer& optimizer) {
    const Json& counters = saved.counters;
    if (counters["format"].toInteger() != 1 || counters["step"].toInteger(-1) != saved.step)
        return failed("the saved state was written by another version", "resume state",
                      "resume it with that version");
    for (HostTensor& parameter : parameters) {
        const HostTensor* found = find(saved.tensors, "parameter." + parameter.name);
        if (!found || found->shape != parameter.shape)
            return failed("the saved state does not fit the recipe (tensor " + parameter.name + ")",
                          "resume state", "start a new run");
        parameter.data = found->data;
    }
    LATHE_CHECK(optimizer.restore(taken(saved.tensors, "optimizer.")));
    TrainingState state;
    state.step = saved.step;
    state.steps = counters["steps"].toInteger();
    state.position = {counters["epoch"].toInteger(), counters["taken"].toInteger()};
    state.owed = counters["owed"].toBool(true);
    state.loss = counters["loss"].toNumber();
    state.bestStep = counters["best_step"].toInteger(-1);
    // A metric that was not finite is stored as null; without it the evaluation counts as the worst, as it
    // did.
    for (const auto& [name, value] : counters["best_metrics"].members())
        if (value.isNumber()) state.bestMetrics[name] = value.toNumber();
    state.evaluationsSinceBest = counters["evaluations_since_best"].toInteger();
    state.snapshotStep = counters["snapshot_step"].toInteger(-1);
    state.snapshot = taken(saved.tensors, "snapshot.");
    state.statistics = LossStatistics::fromJson(counters["statistics"]);
    return state;
}

}  // namespace lathe
