// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "app/cli/verb.h"
#include "core/project/deleted_runs.h"
#include "core/project/runs.h"

namespace lathe::cli {

Action deleteVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file;
        std::vector<std::string> runs;
        bool forGood = false;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->runs, "Runs: numbers, names, or last")->required();
    app.add_flag("--for-good", flags->forGood, "Free their room at once: undelete has no way back then");
    example(app, "promptlathe-cli delete topics.lathe 3 4");
    return [flags, &output]() -> Ran {
        LATHE_TRY(project, Project::open(flags->file));
        // All are looked up first: a wrong name deletes nothing.
        std::vector<RunRow> runs;
        std::set<std::int64_t> seen;
        std::set<std::int64_t> gone;  // deleted before, and still whole
        for (const std::string& name : flags->runs) {
            const auto found = findRun(project, name);
            const auto deleted = found || !flags->forGood || name == "last"
                                     ? Result<DeletedRun>(failed("none"))
                                     : findDeletedRun(project, name);
            if (deleted) {
                gone.insert(deleted->run);
                continue;
            }
            if (!found) return tl::unexpected<Error>(found.error());
            RunRow run = *found;
            if (run.state == RunState::Running || run.state == RunState::Paused)
                return failed(
                    "it is " + std::string(runStateName(run.state)) + " (process " + std::to_string(run.pid) +
                        ")",
                    "run " + std::to_string(run.run),
                    "stop it first: promptlathe-cli stop " + flags->file + " " + std::to_string(run.run));
            if (seen.insert(run.run).second) runs.push_back(std::move(run));
        }
        Json list{Json::Array{}};
        for (const RunRow& run : runs) {
            LATHE_CHECK(deleteRun(project, run.run));
            if (flags->forGood) gone.insert(run.run);
            output.line("run " + std::to_string(run.run) + " " + run.name + " is deleted");
            list.append(run.run);
        }
        for (const std::int64_t run : gone) {
            LATHE_CHECK(removeForGood(project, run));
            output.line("run " + std::to_string(run) + " is gone");
        }
        if (gone.empty())
            output.note("promptlathe-cli undelete " + flags->file + " RUN brings one back, for " +
                        std::to_string(kDeletedDays) + " days");
        output.result(Json::object({{"deleted", std::move(list)}}));
        return 0;
    };
}

}  // namespace lathe::cli
