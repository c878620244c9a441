// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/run_table.h"
#include "app/cli/verb.h"
#include "core/base/text.h"
#include "core/project/deleted_runs.h"
#include "core/project/project.h"

namespace lathe::cli {
namespace {

Ran showDeleted(const Project& project, const Output& output) {
    LATHE_TRY(runs, deletedRuns(project));
    Json list{Json::Array{}};
    std::vector<std::vector<std::string>> rows;
    for (const DeletedRun& run : runs) {
        rows.push_back({std::to_string(run.run), run.name, std::to_string(run.step), when(run.deleted)});
        list.append(Json::object(
            {{"run", run.run}, {"name", run.name}, {"step", run.step}, {"deleted", run.deleted}}));
    }
    if (rows.empty())
        output.note("no runs were deleted in the last " + std::to_string(kDeletedDays) + " days");
    else
        output.table({"run", "name", "step", "deleted (UTC)"}, rows);
    output.result(list);
    return 0;
}

}  // namespace

Action runsVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, tag;
        bool deleted = false;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("--tag", flags->tag, "Only runs with this tag");
    app.add_flag("--deleted", flags->deleted, "Those that undelete can bring back");
    example(app, "promptlathe-cli runs topics.lathe");
    return [flags, &output]() -> Ran {
        LATHE_TRY(project, Project::open(flags->file, Project::Access::ReadOnly));
        if (flags->deleted) return showDeleted(project, output);
        LATHE_TRY(all, listRuns(project));
        if (!flags->tag.empty())
            std::erase_if(all, [&](const RunRow& run) {
                return std::find(run.tags.begin(), run.tags.end(), flags->tag) == run.tags.end();
            });
        Json list{Json::Array{}};
        std::vector<std::vector<std::string>> rows;
        for (const RunRow& run : all) {
            list.append(runJson(run));
            const auto metrics = summary(run);
            const auto shown = [&](const char* name) {
                const auto at = metrics.find(name);
                return at == metrics.end() ? std::string("-") : number(at->second);
            };
            rows.push_back({std::to_string(run.run), run.name, std::string(runStateName(run.state)),
                            std::to_string(run.step) + "/" + std::to_string(run.steps), shown("loss"),
                            shown("validation.accuracy"),
                            when(run.started.empty() ? run.created : run.started), joined(run.tags)});
        }
        if (rows.empty())
            output.note("no runs yet; start one with: promptlathe-cli train " + flags->file + " RECIPE");
        else
            output.table({"run", "name", "state", "step", "loss", "best accuracy", "when (UTC)", "tags"},
                         rows);
        output.result(list);
        return 0;
    };
}

}  // namespace lathe::cli
