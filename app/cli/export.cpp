// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/exporting.h"
#include "app/cli/verb.h"

namespace lathe::cli {

Action exportVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, run, directory, format = "peft", step;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->run, "A number, a name, or last")->required();
    app.add_option("DIR", flags->directory, "The folder to write into")->required();
    app.add_option("--format", flags->format,
                   "peft, promptlathe, npy, csv, projector (TensorBoard) or report (a page for browsers)")
        ->check(CLI::IsMember(exportFormats()));
    app.add_option("--step", flags->step, "best, last or a number");
    example(app, "promptlathe-cli export glosses.lathe last adapter --format peft");
    return [flags, &output]() -> Ran {
        LATHE_TRY(project, Project::open(flags->file, Project::Access::ReadOnly));
        LATHE_TRY(run, findRun(project, flags->run));
        LATHE_TRY(done, exportRun(project, run, flags->step, flags->format, flags->directory));
        for (const std::string& note : done.notes) output.note(note);
        output.line(done.directory);
        output.result(Json::object({{"run", run.run},
                                    {"step", done.step},
                                    {"directory", done.directory},
                                    {"format", flags->format}}));
        return 0;
    };
}

}  // namespace lathe::cli
