// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/verb.h"
#include "core/project/runs.h"

namespace lathe::cli {

Action noteVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, run;
        std::optional<std::string> text, name;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->run, "A number, a name, or last")->required();
    app.add_option("TEXT", flags->text, "The note; \"\" takes it away; left out: the note is shown");
    app.add_option("--name", flags->name, "Give the run another name");
    example(app, "promptlathe-cli note topics.lathe 3 \"rate too high\"");
    return [flags, &output]() -> Ran {
        const bool writes = flags->text || flags->name;
        LATHE_TRY(project, Project::open(flags->file,
                                         writes ? Project::Access::ReadWrite : Project::Access::ReadOnly));
        LATHE_TRY(run, findRun(project, flags->run));
        if (flags->text) LATHE_CHECK(setNote(project, run.run, *flags->text));
        if (flags->name) LATHE_CHECK(setName(project, run.run, *flags->name));
        const std::string note = flags->text.value_or(run.note), name = flags->name.value_or(run.name);
        if (!writes) output.line(note);
        output.result(Json::object({{"run", run.run}, {"name", name}, {"note", note}}));
        return 0;
    };
}

}  // namespace lathe::cli
