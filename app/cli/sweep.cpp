// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/session.h"
#include "app/cli/sweeping.h"
#include "app/cli/worker.h"
#include "core/base/files.h"

namespace lathe::cli {

Action sweepVerb(CLI::App& app, const Output& output) {
    struct Flags {
        SweepAsk ask;
        std::string file, recipe, csv;
        std::vector<std::string> settings, grids;
        std::int64_t random = 0;
        std::uint64_t draw = 0;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RECIPE", flags->recipe, "A recipe file, a recipe of the project, or a sample's name")
        ->required();
    app.add_option("--grid", flags->grids,
                   "Values to try: key.path=v1,v2, or key.path=low..high with --random")
        ->allow_extra_args(false);
    app.add_option("--set", flags->settings, "Change an option in every run: key.path=value")
        ->allow_extra_args(false);
    app.add_option("--random", flags->random, "Draw so many configurations instead of trying all")
        ->check(CLI::Range(1, 10000));
    app.add_option("--draw", flags->draw, "With --random: the seed of the draws");
    app.add_option("--each", flags->ask.each, "A run for each value of this field of the data, averaged");
    app.add_option("--seeds", flags->ask.seeds, "Runs of each configuration, with seeds one after the other")
        ->check(CLI::Range(1, 1000));
    app.add_option("--by", flags->ask.by,
                   "The validation metric that chooses; as the recipe says without it");
    app.add_option("--name", flags->ask.name, "What the sweep is called; its recipe's name without it");
    app.add_option("--csv", flags->csv, "Also write the table here");
    app.add_option("--lanes", flags->ask.lanes,
                   "Runs trained side by side, in shared passes over the backbone")
        ->check(CLI::Range(1, 1024));
    app.add_option("--progress", flags->ask.progress, "Of each run: auto, bar, plain or none")
        ->check(CLI::IsMember({"auto", "bar", "plain", "none"}));
    addMemoryLimit(app, flags->ask.memory);
    example(app, "promptlathe-cli sweep topics.lathe gloss-topics --grid method.tokens=5,20,100 --seeds 3");
    return [flags, &output]() -> Ran {
        if (flags->grids.empty() && flags->ask.each.empty() && flags->ask.seeds == 1)
            return badCall("nothing is varied", "--grid", "give --grid key.path=v1,v2, --each or --seeds");
        if (flags->random > 0 && flags->grids.empty())
            return badCall("nothing is there to draw from", "--random",
                           "give --grid key.path=v1,v2 or low..high");
        std::vector<SweepAxis> axes;
        for (const std::string& grid : flags->grids) {
            LATHE_TRY(axis, readAxis(grid));
            axes.push_back(std::move(axis));
        }
        LATHE_TRY(configurations, sweepConfigurations(axes, flags->random, flags->draw));
        LATHE_TRY(project, Project::open(flags->file));
        SweepAsk ask = flags->ask;
        LATHE_TRY(recipe, namedRecipe(&project, flags->recipe, flags->settings));
        ask.recipe = std::move(recipe);
        ask.configurations = std::move(configurations);
        if (ask.name.empty()) ask.name = ask.recipe["name"].toString("run") + " sweep";
        LATHE_TRY(table, runSweep(project, ask, output));
        print(table, output);
        if (!flags->csv.empty()) LATHE_CHECK(writeFile(flags->csv, csv(table)));
        output.result(toJson(table));
        return table.interrupted ? 130 : 0;
    };
}

}  // namespace lathe::cli
