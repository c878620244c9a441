// SPDX-License-Identifier: Apache-2.0
// A small project that holds something in every table, and a reader that asks for all of it.
#pragma once

#include <filesystem>
#include <string>

#include "core/project/data_sets.h"
#include "core/project/recorder.h"
#include "core/project/runs.h"
#include "tests/core/project/must.h"

namespace lathe {

inline void makeSmallProject(const std::filesystem::path& path) {
    Project project = must(Project::create(path));
    {
        auto writer = must(DataSetWriter::begin(project, "toy", "toy.jsonl", "jsonl"));
        for (int i = 0; i < 60; ++i)
            must(writer.add(
                i % 3 ? "train" : "validation",
                Json::object({{"text", "row " + std::to_string(i)}, {"label", i % 2 ? "a" : "b"}})));
        must(writer.finish({"a note"}));
    }
    const Json recipe = Json::object({{"recipe", 1}, {"name", "small"}});
    must(saveRecipe(project, "kept", recipe));
    must(keepDraftRecipe(project, recipe));
    for (int number = 1; number <= 2; ++number) {
        must(createRun(project, recipe));
        Recorder recorder = must(Recorder::begin(project, number));
        must(recorder.started(Json::object({{"dtype", "float32"}}), 600));
        for (int step = 1; step <= 600; step += 1)
            must(recorder.step(step, {{"loss", 1.0 / step}, {"learning_rate", 0.01}}, 0.1));
        must(recorder.evaluation(600, "toy/validation", 2, {{"accuracy", 0.5}, {"loss", 0.7}},
                                 {{0, "a", "a", {{"a", 0.9}}}, {3, "b", "a", {{"a", 0.8}}}}, true));
        std::vector<float> numbers(1000, static_cast<float>(number));
        must(recorder.snapshot(600, 0.25, {{"prompt", {10, 100}, numbers}},
                               {{"cosine", {{0, 1.5, {{7, " word", 0.5}}}}}}));
        must(recorder.save({600, {{"prompt", {10, 100}, numbers}}, Json::object({{"step", 600}})}));
        must(recorder.message("info", "done"));
        must(recorder.state(RunState::Finished));
    }
    must(setTags(project, 1, {"kept"}));
    must(setNote(project, 1, "a note"));
}

/// Asks all that views, verbs and workers ask of a project; errors are fine.
inline void readEverything(const Project& project) {
    static_cast<void>(dataSets(project));
    static_cast<void>(savedRecipes(project));
    static_cast<void>(draftRecipe(project));
    static_cast<void>(logRows(project));
    if (const auto set = findDataSet(project, "toy")) static_cast<void>(dataRows(project, set->id, ""));
    static_cast<void>(listRuns(project));
    for (const std::int64_t run : {1, 2}) {
        static_cast<void>(findRun(project, std::to_string(run)));
        static_cast<void>(curve(project, run, "loss"));
        static_cast<void>(curve(project, run, "learning_rate"));
        static_cast<void>(metricNames(project, run));
        static_cast<void>(evaluations(project, run));
        static_cast<void>(predictions(project, run, 600, "toy/validation"));
        static_cast<void>(snapshots(project, run));
        static_cast<void>(snapshotTensors(project, run, 600));
        static_cast<void>(snapshotNeighbours(project, run, 600, "cosine"));
        static_cast<void>(storedState(project, run));
    }
}

}  // namespace lathe
