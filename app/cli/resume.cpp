// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/verb.h"
#include "app/cli/worker.h"

namespace lathe::cli {

Action resumeVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, run;
        WorkerOptions worker;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->run, "A number, a name, or last")->required();
    app.add_option("--steps", flags->worker.steps, "Train until this step in all")->check(CLI::PositiveNumber);
    app.add_flag("--accept", flags->worker.accept, "Go on though machine, data or backbone differ");
    app.add_option("--progress", flags->worker.progress, "auto, bar, plain, jsonl or none");
    addMemoryLimit(app, flags->worker.memory);
    example(app, "promptlathe-cli resume glosses.lathe last");
    return [flags, &output]() -> Ran {
        LATHE_TRY(project, Project::open(flags->file));
        LATHE_TRY(run, findRun(project, flags->run));
        const bool longer = flags->worker.steps > run.step;
        if (run.state == RunState::Finished && !longer)
            return failed("the run has finished", "run " + std::to_string(run.run), "give --steps N to train it longer");
        LATHE_TRY(outcome, work(project, run, flags->worker));
        if (flags->worker.progress != "jsonl") output.line(std::to_string(run.run));
        output.result(toJson(run.run, outcome));
        return outcome.interrupted ? 130 : 0;
    };
}

}  // namespace lathe::cli
