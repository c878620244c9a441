// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/verb.h"
#include "core/project/deleted_runs.h"

namespace lathe::cli {

Action undeleteVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file;
        std::vector<std::string> runs;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->runs, "Deleted runs: numbers, names, or last")->required();
    example(app, "promptlathe-cli undelete topics.lathe 3");
    return [flags, &output]() -> Ran {
        LATHE_TRY(project, Project::open(flags->file));
        // All are looked up first: a wrong name brings nothing back.
        std::vector<DeletedRun> runs;
        for (const std::string& name : flags->runs) {
            LATHE_TRY(run, findDeletedRun(project, name));
            runs.push_back(std::move(run));
        }
        Json list{Json::Array{}};
        for (const DeletedRun& run : runs) {
            LATHE_CHECK(restoreRun(project, run.run));
            output.line("run " + std::to_string(run.run) + " " + run.name + " is back");
            list.append(run.run);
        }
        output.result(Json::object({{"restored", std::move(list)}}));
        return 0;
    };
}

}  // namespace lathe::cli
