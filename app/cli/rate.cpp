// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include "app/cli/verb.h"
#include "app/cli/worker.h"
#include "core/engine/training/range_test.h"
#include "core/methods/description.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string file, recipe, progress = "auto";
    std::vector<std::string> settings;
    double low = 1e-5, high = 1;
    std::int64_t steps = 100;
};

std::string exact(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

/// The user's recipe as a range test: few steps at rising rates, nothing evaluated or kept in between.
Result<Recipe> rangeRecipe(const Project& project, const Flags& flags) {
    LATHE_TRY(asked, namedRecipe(&project, flags.recipe, flags.settings));
    const std::string steps = std::to_string(flags.steps);
    for (const std::string& setting :
         {"name=" + asked["name"].toString() + ", range test", std::string("optimizer.warmup=0"),
          std::string("optimizer.schedule=exponential"), "optimizer.learning_rate=" + exact(flags.low),
          "optimizer.final=" + exact(flags.high / flags.low), "training.steps=" + steps,
          "training.evaluate_every=" + steps, "training.snapshot_every=" + steps})
        LATHE_CHECK(setOption(asked, setting, catalogue()));
    return checkRecipe(asked, catalogue());
}

Ran findRate(const Flags& flags, const Output& output) {
    if (!(flags.low > 0) || !(flags.high > flags.low) || flags.high / flags.low > 1e9)
        return badCall("the rates go from a low one to a higher one, at most 1e9 times as high",
                       "--low, --high");
    LATHE_TRY(project, Project::open(flags.file));
    LATHE_TRY(recipe, rangeRecipe(project, flags));
    LATHE_TRY(prepared, prepare(project, recipe));
    LATHE_TRY(progress, makeProgress(flags.progress));
    LATHE_TRY(run, createRun(project, recipe.json()));
    LATHE_CHECK(setTags(project, run, {"range test"}));
    LATHE_TRY(row, findRun(project, std::to_string(run)));
    WorkerOptions worker;
    worker.progress = flags.progress;
    // A run that breaks at a high rate has said what it was asked; that it broke is said all the same.
    const auto outcome = work(project, row, worker);
    if (outcome && outcome->interrupted) return 130;
    LATHE_TRY(losses, curve(project, run, "loss", 0, flags.steps + 1));
    LATHE_TRY(rates, curve(project, run, "learning_rate", 0, flags.steps + 1));
    std::vector<RangePoint> points;
    for (std::size_t i = 0; i < std::min(losses.size(), rates.size()); ++i)
        points.push_back({rates[i].value, losses[i].value});
    auto range = readRange(points);
    if (!range) return tl::unexpected<Error>(outcome ? range.error() : outcome.error());
    if (!outcome) output.note("the run ended early: " + outcome.error().line());
    const RangeReading read = std::move(*range);
    std::vector<std::vector<std::string>> rows;
    Json list = Json::array();
    const std::size_t every = std::max<std::size_t>(1, read.smoothed.size() / 20);
    for (std::size_t i = 0; i < read.smoothed.size(); ++i) {
        list.append(Json::object(
            {{"rate", points[i].rate}, {"loss", points[i].loss}, {"smoothed", read.smoothed[i]}}));
        if (i % every == 0)
            rows.push_back({number(points[i].rate), number(points[i].loss), number(read.smoothed[i])});
    }
    output.table({"rate", "loss", "smoothed"}, rows);
    output.line("");
    output.line("the loss falls fastest at " + number(read.steepest) + " and is lowest at " +
                number(read.lowest) +
                (read.broken > 0 ? "; from " + number(read.broken) + " on it breaks" : std::string()));
    output.line("a schedule's highest rate: between " + number(read.steepest) + " and " +
                number(std::max(read.steepest, read.lowest / 3)) + " (run " + std::to_string(run) +
                " keeps the curve)");
    output.result(Json::object({{"run", run},
                                {"steepest", read.steepest},
                                {"lowest", read.lowest},
                                {"broken", read.broken > 0 ? Json(read.broken) : Json()},
                                {"points", std::move(list)}}));
    return 0;
}

}  // namespace

Action rateVerb(CLI::App& app, const Output& output) {
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RECIPE", flags->recipe,
                   "The recipe whose rate is looked for; its own rate and schedule are left out")
        ->required();
    app.add_option("--set", flags->settings, "Change an option: key.path=value")->allow_extra_args(false);
    app.add_option("--low", flags->low, "The first step's rate");
    app.add_option("--high", flags->high, "The last step's");
    app.add_option("--steps", flags->steps, "How many steps")->check(CLI::Range(20, 100000));
    app.add_option("--progress", flags->progress, "auto, bar, plain, jsonl or none");
    example(app, "promptlathe-cli rate topics.lathe gloss-topics");
    return [flags, &output]() -> Ran { return findRate(*flags, output); };
}

}  // namespace lathe::cli
