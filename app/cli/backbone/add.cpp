// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/backbone/verbs.h"
#include "core/library/places.h"

namespace lathe::cli {

Action addBackboneVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string path, id;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("PATH", flags->path,
                   "A GGUF file, a Hugging Face folder, or a folder of GGUF files; it is linked, not copied")
        ->required();
    app.add_option("--id", flags->id, "What it is called; left out: after the file or folder");
    example(app,
            "promptlathe-cli backbone add models/SmolLM2-135M-Instruct.Q4_1.gguf --id smollm2-135m-instruct");
    return [flags, &output]() -> Ran {
        if (isGgufFolder(flags->path)) {
            LATHE_CHECK(addGgufFolder(flags->path));
            output.line(flags->path + ": its GGUF files are listed from now on");
            output.result(Json::object({{"folder", flags->path}}));
            return 0;
        }
        LATHE_TRY(entry, addBackbone(flags->path, flags->id));
        if (!entry.problem.empty()) output.note("note: " + entry.problem);
        output.line(entry.id);
        output.result(entryJson(entry));
        return 0;
    };
}

}  // namespace lathe::cli
