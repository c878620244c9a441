// SPDX-License-Identifier: GPL-3.0-or-later
// A project with runs of plausible curves, recorded as a worker records them; for tests of pages only.
#pragma once

#include <QString>
#include <QTest>
#include <cmath>

#include "core/base/random.h"
#include "core/project/data_sets.h"
#include "core/project/recorder.h"
#include "core/project/runs.h"

namespace lathe {

struct FilledRun {
    std::string name = "text init, 20 tokens";
    std::int64_t steps = 300, until = 300;  ///< asked, done
    int tokens = 20;
    double rate = 0.01, end = 0.3, accuracy = 0.9;
    std::string init = "text";
    bool behind = false;
    RunState state = RunState::Finished;
    bool keepState = true;  ///< a resume state was saved
};

inline Json filledRecipe(const FilledRun& run) {
    return Json::object(
        {{"recipe", 1},
         {"name", run.name},
         {"backbone", Json::object({{"id", "smollm2-135m-instruct"}, {"dtype", "auto"}})},
         {"task",
          Json::object(
              {{"kind", "classify"},
               {"data", "glosses"},
               {"template",
                run.behind ? "{text}\nCategory:{prompt}{label}" : "{prompt}{text}\nCategory:{label}"},
               {"labels", Json::object({{"animal", " animal"}, {"food", " food"}, {"plant", " plant"}})},
               {"max_tokens", 256}})},
         {"method", Json::object({{"kind", "prompt_tuning"},
                                  {"tokens", run.tokens},
                                  {"init", Json::object({{"kind", run.init},
                                                         {"text", "Classify what is described."}})}})},
         {"optimizer",
          Json::object(
              {{"kind", "adamw"}, {"learning_rate", run.rate}, {"schedule", "linear"}, {"warmup", 0}})},
         {"training", Json::object({{"steps", run.steps},
                                    {"batch", 16},
                                    {"seed", 0},
                                    {"evaluate_every", 50},
                                    {"snapshot_every", 50}})}});
}

inline double filledNoise(std::int64_t step, std::int64_t seed) {
    const double x = std::sin(double(step) * 12.9898 + double(seed) * 78.233) * 43758.5453;
    return x - std::floor(x) - 0.5;
}

inline std::vector<SlotNeighbours> filledNeighbours(const FilledRun& run, std::int64_t step, bool euclidean) {
    static const std::vector<std::vector<std::string>> words = {
        {" category", " categories", " genre", " type", " kind", " class", "<|im_end|>"},
        {" kind", " kinds", " sort", " type", " variety"},
        {"animal", " species", " beast", " creature", " mammal"},
        {" edible", " food", " dish", " cuisine", " meal"},
        {" someone", " person", " who", " man", " people"},
        {" plant", " shrub", " tree", " genus", " herb"},
        {"\n", ":", " =", " ->", "\n\n"},
        {" located", " region", " river", " near", " city"},
        {" made", " device", " tool", " used", " object"},
        {" answer", " Answer", " response", " label", " reply"}};
    std::vector<SlotNeighbours> rows;
    const double way = std::min(1.0, double(step) / double(run.steps));
    for (int i = 0; i < run.tokens; ++i) {
        SlotNeighbours row{i, 1.2 + 0.6 * way + 0.4 * (filledNoise(i, 3) + 0.5), {}};
        const auto& list = words[std::size_t(i) % words.size()];
        for (std::size_t k = 0; k < list.size(); ++k) {
            const std::size_t at = step == 0              ? (k + 2) % list.size()
                                   : step < run.steps / 2 ? (k + 1) % list.size()
                                                          : k;
            const double near = (0.75 - 0.08 * double(k) + 0.05 * filledNoise(i, 9)) * (0.6 + 0.4 * way);
            row.neighbours.push_back(
                {std::int32_t(1000 + i * 10 + int(at)), list[at], euclidean ? 2.5 - near : near});
        }
        rows.push_back(row);
    }
    return rows;
}

inline TensorMap filledPrompt(const FilledRun& run, std::int64_t step) {
    constexpr int kWidth = 32;
    HostTensor prompt{"prompt", {run.tokens, kWidth}, {}};
    const double way = 1 - std::exp(-double(step) / 80.0);
    for (int i = 0; i < run.tokens; ++i)
        for (int d = 0; d < kWidth; ++d)
            prompt.data.push_back(float(filledNoise(i * 31 + d, 1) + way * 1.2 * filledNoise(i * 17 + d, 2) +
                                        0.02 * filledNoise(step * 7 + d, i)));
    return {prompt};
}

inline double filledLoss(const FilledRun& run, std::int64_t step) {
    return run.end + (2.3 - run.end) * std::exp(-double(step) / 42.0) +
           filledNoise(step, run.tokens) * (0.5 * std::exp(-double(step) / 60.0) + 0.14);
}

/// Fails the test at the first error of the project.
template <class T>
auto must(Result<T> result) {
    if (!result) qFatal("%s", result.error().line().c_str());
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline void fillSteps(Recorder& recorder, const FilledRun& run, std::int64_t from, std::int64_t to) {
    for (std::int64_t step = from; step <= to; ++step) {
        if (step > 0)
            must(recorder.step(
                step,
                {{"loss", filledLoss(run, step)},
                 {"learning_rate", run.rate * (1 - double(step) / double(run.steps))},
                 {"gradient_norm", 0.3 + 1.2 * std::exp(-double(step) / 70.0) + 0.2 * filledNoise(step, 5)},
                 {"tokens_a_second", 1284 + 60 * filledNoise(step, 6)},
                 {"resident_mib", 1090 + 20 * filledNoise(step, 7)}},
                0.5));
        if (step % 50 == 0) {
            const double accuracy = run.accuracy - (run.accuracy - 0.588) * std::exp(-double(step) / 60.0) +
                                    (step > 0 ? 0.012 * filledNoise(step, 8) : 0);
            must(recorder.evaluation(
                step, "glosses/validation", 300,
                {{"loss", run.end * 1.12 + (1.9 - run.end) * std::exp(-double(step) / 50.0)},
                 {"accuracy", accuracy}},
                {}, step > 0));
            must(recorder.snapshot(step, 0.4, filledPrompt(run, step),
                                   {{"cosine", filledNeighbours(run, step, false)},
                                    {"euclidean", filledNeighbours(run, step, true)}}));
            if (run.keepState)
                must(recorder.save({step, filledPrompt(run, step), Json::object({{"step", step}})}));
        }
    }
}

inline std::int64_t fillRun(Project& project, const FilledRun& run) {
    const std::int64_t number = must(createRun(project, filledRecipe(run)));
    Recorder recorder = must(Recorder::begin(project, number));
    must(recorder.started(Json::object({{"dtype", "bfloat16"}}), run.steps));
    fillSteps(recorder, run, 0, run.until);
    if (run.state == RunState::Failed)
        must(recorder.state(RunState::Failed,
                            Failed{"the loss is not finite", "step " + std::to_string(run.until),
                                   "lower optimizer.learning_rate"}));
    else if (run.state != RunState::Interrupted)
        must(recorder.state(run.state));
    return number;
}

inline void fillData(Project& project) {
    auto writer = must(DataSetWriter::begin(project, "glosses", "data.noun", "wordnet"));
    for (int i = 0; i < 30; ++i)
        must(writer.add(i % 3 ? "train" : "validation",
                        Json::object({{"text", "oysters baked in their shells, number " + std::to_string(i)},
                                      {"label", "food"}})));
    must(writer.finish({}));
}

inline Project filledProject(const QString& path, const std::vector<FilledRun>& runs) {
    Project project = must(Project::create(path.toStdString()));
    fillData(project);
    for (const auto& run : runs) fillRun(project, run);
    return project;
}

}  // namespace lathe
