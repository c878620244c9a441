// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/session.h"
#include "app/cli/studies/study.h"
#include "app/cli/sweeping.h"
#include "app/cli/transfer.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/methods/description.h"

namespace lathe::cli {

namespace {

struct Flags {
    std::string file, study, recipe, name, csv, by, each, progress = "auto";
    std::vector<std::string> settings, runs, data;
    std::int64_t seeds = 0, lanes = 1;
    bool table = false, goOn = false;
};

Ran writeTable(const SweepTable& table, const Flags& flags, const Output& output) {
    print(table, output);
    if (!flags.csv.empty()) LATHE_CHECK(writeFile(flags.csv, csv(table)));
    output.result(toJson(table));
    return table.interrupted ? 130 : 0;
}

Ran runStudy(const Flags& flags, const Output& output) {
    if (flags.study == "transfer") {
        if (!flags.recipe.empty() || !flags.settings.empty())
            return badCall("transfer measures runs that there are, and takes no recipe", "RECIPE",
                           "give --runs and --data");
        return transferMatrix({flags.file, flags.runs, flags.data, flags.by, flags.csv}, output);
    }
    if (!flags.runs.empty() || !flags.data.empty())
        return badCall("only transfer takes runs and data sets", "--runs", "leave --runs and --data out");
    if (flags.table) {
        LATHE_TRY(project, Project::open(flags.file, Project::Access::ReadOnly));
        LATHE_TRY(sweep, findSweep(project, flags.study));
        LATHE_TRY(table, sweepTable(project, sweep));
        return writeTable(table, flags, output);
    }
    if (flags.goOn) {
        LATHE_TRY(project, Project::open(flags.file));
        LATHE_TRY(sweep, findSweep(project, flags.study));
        SweepAsk ask = askOf(sweep);
        ask.progress = flags.progress;
        ask.lanes = flags.lanes;
        LATHE_TRY(table, runSweep(project, ask, output));
        return writeTable(table, flags, output);
    }
    std::vector<std::string> known;
    Study study = nullptr;
    for (const KnownStudy& entry : knownStudies()) {
        known.push_back(entry.name);
        if (entry.name == flags.study) study = entry.plan;
    }
    known.emplace_back("transfer");
    if (!study) {
        const std::string near = closest(flags.study, known);
        return badCall("there is no study " + printable(flags.study), "NAME",
                       near.empty() ? "give one of: " + joined(known) : "did you mean " + near + "?");
    }
    if (flags.recipe.empty())
        return badCall("no recipe is named", "RECIPE", "give the recipe that is varied");
    LATHE_TRY(project, Project::open(flags.file));
    SweepAsk ask;
    LATHE_TRY(recipe, namedRecipe(&project, flags.recipe, flags.settings));
    LATHE_TRY(complete, checkRecipe(recipe, catalogue()));
    LATHE_TRY(plan, study(complete.json()));
    for (const std::string& note : plan.notes) output.note("note: " + note);
    ask.study = flags.study;
    ask.name = flags.name.empty() ? recipe["name"].toString("run") + " " + flags.study : flags.name;
    ask.recipe = std::move(recipe);
    ask.configurations = std::move(plan.configurations);
    ask.seeds = flags.seeds > 0 ? flags.seeds : plan.seeds;
    ask.draws = plan.draws;
    ask.each = flags.each;
    ask.by = flags.by;
    ask.lanes = flags.lanes;
    ask.progress = flags.progress;
    LATHE_TRY(table, runSweep(project, ask, output));
    return writeTable(table, flags, output);
}

}  // namespace

Action studyVerb(CLI::App& app, const Output& output) {
    auto flags = std::make_shared<Flags>();
    std::string help = "One of:";
    for (const KnownStudy& entry : knownStudies()) help += "\n  " + entry.name + ": " + entry.help;
    help += "\n  transfer: each run on each data set (Lester et al. 2021), with --runs and --data";
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("NAME", flags->study, help)->required();
    app.add_option("RECIPE", flags->recipe,
                   "The recipe that is varied: a file, one of the project, a sample's name");
    app.add_option("--set", flags->settings, "Change an option in every run: key.path=value")
        ->allow_extra_args(false);
    app.add_option("--seeds", flags->seeds, "Runs of each configuration; as the study says without it")
        ->check(CLI::Range(1, 1000));
    app.add_option("--each", flags->each, "A run for each value of this field of the data, averaged");
    app.add_option("--by", flags->by, "The validation metric that chooses; of transfer: the metric shown");
    app.add_option("--name", flags->name,
                   "What it is called in the project; the recipe's name and the study's without");
    app.add_option("--csv", flags->csv, "Also write the table here");
    app.add_option("--lanes", flags->lanes, "Runs trained side by side, in shared passes over the backbone")
        ->check(CLI::Range(1, 1024));
    app.add_option("--runs", flags->runs, "Of transfer: the runs");
    app.add_option("--data", flags->data, "Of transfer: the data sets, NAME or NAME/SPLIT");
    app.add_flag("--table", flags->table,
                 "Train nothing: the table of the sweep or study called NAME, as it stands");
    app.add_flag("--continue", flags->goOn,
                 "Go on with the sweep or study called NAME where it stopped, as it was asked for")
        ->excludes("--table");
    app.add_option("--progress", flags->progress, "Of each run: auto, bar, plain or none")
        ->check(CLI::IsMember({"auto", "bar", "plain", "none"}));
    example(app, "promptlathe-cli study topics.lathe length gloss-topics --seeds 3 --csv lengths.csv");
    return [flags, &output]() -> Ran { return runStudy(*flags, output); };
}

}  // namespace lathe::cli
