// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <thread>

#include "app/cli/verb.h"
#include "core/project/runs.h"

namespace lathe::cli {
namespace {

bool alive(RunState state) { return state == RunState::Running || state == RunState::Paused; }

}  // namespace

Action stopVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, run, keep = "last";
        double wait = 60;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->run, "A number, a name, or last")->required();
    app.add_option("--keep", flags->keep, "Which prompt the run ends with")->check(CLI::IsMember({"last", "best"}));
    app.add_option("--wait", flags->wait, "Seconds to wait for the end")->check(CLI::NonNegativeNumber);
    example(app, "promptlathe-cli stop glosses.lathe last --keep best");
    return [flags, &output]() -> Ran {
        LATHE_TRY(project, Project::open(flags->file));
        LATHE_TRY(run, findRun(project, flags->run));
        const std::string where = "run " + std::to_string(run.run);
        if (!alive(run.state))
            return failed("it is not running; it is " + std::string(runStateName(run.state)), where);
        LATHE_CHECK(postRequest(project, run.run, Request{Request::What::Stop, flags->keep == "best"}));
        for (double waited = 0; waited < flags->wait; waited += 0.1) {
            LATHE_TRY(now, findRun(project, std::to_string(run.run)));
            if (!alive(now.state)) {
                output.line(where + " is " + std::string(runStateName(now.state)) + " at step " + std::to_string(now.step));
                output.result(Json::object(
                    {{"run", now.run}, {"state", runStateName(now.state)}, {"step", now.step}}));
                return 0;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        return failed("it was asked to stop and has not ended yet (process " + std::to_string(run.pid) + ")", where,
                      "look again later");
    };
}

}  // namespace lathe::cli
