// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/hardening.h"
#include "app/cli/verb.h"
#include "core/base/text.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string file, run, data, step, metric = "cosine";
};

Ran hardenRun(const Flags& flags, const Output& output) {
    LATHE_TRY(project, Project::open(flags.file));
    LATHE_TRY(run, findRun(project, flags.run));
    LATHE_TRY(choice, chosenData(project, flags.data, Recipe(run.recipe).text("task.data")));
    HardenOptions options;
    options.step = flags.step;
    options.metric = flags.metric;
    options.reads = &project;
    options.load = [&](const Prepared& prepared) { return loadFor(prepared, run.resolved); };
    LATHE_TRY(hard, hardened(project, run, choice, options));
    const std::vector<Neighbour>& words = hard.words;
    std::vector<std::vector<std::string>> rows;
    for (std::size_t k = 0; k < words.size(); ++k)
        rows.push_back({std::to_string(k), printable(words[k].text), number(words[k].score)});
    output.table({"token", "nearest word", flags.metric}, rows);
    output.line("");
    output.line("as text: " + printable(hard.text));
    output.line("");
    rows.clear();
    for (const auto& [name, value] : hard.before.metrics) {
        const auto cell = [&](const Evaluation& of) {
            return of.metrics.contains(name) ? number(of.metrics.at(name)) : std::string("-");
        };
        rows.push_back({name, number(value), cell(hard.after), cell(hard.bare)});
    }
    output.line("run " + std::to_string(run.run) + ", step " + std::to_string(hard.step) + " on " +
                choice.text() + ", " + std::to_string(hard.before.examples) + " examples");
    output.table({"metric", "soft prompt", "its nearest words", "no prompt"}, rows);
    output.result(Json::object({{"run", run.run},
                                {"step", hard.step},
                                {"data", choice.text()},
                                {"examples", hard.before.examples},
                                {"words", wordsJson(words)},
                                {"text", hard.text},
                                {"before", toJson(hard.before.metrics)},
                                {"after", toJson(hard.after.metrics)},
                                {"bare", toJson(hard.bare.metrics)}}));
    return 0;
}

}  // namespace

Action hardenVerb(CLI::App& app, const Output& output) {
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->run, "A number, a name, or last")->required();
    app.add_option("--data", flags->data, "NAME or NAME/SPLIT; test where there is one, else validation");
    app.add_option("--step", flags->step, "best, last or a number");
    app.add_option("--metric", flags->metric, "What is nearest: cosine, euclidean or dot")
        ->check(CLI::IsMember({"cosine", "euclidean", "dot"}));
    example(app, "promptlathe-cli harden topics.lathe last");
    return [flags, &output]() -> Ran { return hardenRun(*flags, output); };
}

}  // namespace lathe::cli
