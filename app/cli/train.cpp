// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/verb.h"
#include "app/cli/worker.h"
#include "core/methods/description.h"

namespace lathe::cli {

Action trainVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, recipe;
        std::vector<std::string> settings;
        WorkerOptions worker;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RECIPE", flags->recipe, "A recipe file, a recipe of the project, or a sample's name")->required();
    app.add_option("--set", flags->settings, "Change an option: key.path=value")->allow_extra_args(false);
    app.add_option("--progress", flags->worker.progress, "auto, bar, plain, jsonl or none");
    addMemoryLimit(app, flags->worker.memory);
    example(app, "promptlathe-cli train glosses.lathe gloss-topics --set method.tokens=50");
    return [flags, &output]() -> Ran {
        LATHE_TRY(project, Project::open(flags->file));
        LATHE_TRY(asked, namedRecipe(&project, flags->recipe, flags->settings));
        LATHE_TRY(recipe, checkRecipe(asked, catalogue()));
        // Whatever can be refused without a weight being read is refused before the run exists.
        LATHE_TRY(prepared, prepare(project, recipe));
        LATHE_TRY(progress, makeProgress(flags->worker.progress));
        LATHE_TRY(run, createRun(project, recipe.json()));
        LATHE_TRY(row, findRun(project, std::to_string(run)));
        LATHE_TRY(outcome, work(project, row, flags->worker));
        if (flags->worker.progress != "jsonl") output.line(std::to_string(run));
        output.result(toJson(run, outcome));
        return outcome.interrupted ? 130 : 0;
    };
}

}  // namespace lathe::cli
