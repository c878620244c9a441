// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/backbone/verbs.h"

namespace lathe::cli {

Action removeBackboneVerb(CLI::App& app, const Output& output) {
    auto id = std::make_shared<std::string>();
    auto deleteFiles = std::make_shared<bool>(false);
    app.add_option("BACKBONE", *id,
                   "An id of the library (a linked file stays where it is), or a folder of GGUF files")
        ->required();
    app.add_flag("--delete-files", *deleteFiles,
                 "Delete a model of the hub's cache, which other programs share");
    example(app, "promptlathe-cli backbone remove smollm2-135m-instruct");
    return [id, deleteFiles, &output]() -> Ran {
        LATHE_CHECK(removeBackbone(*id, *deleteFiles));
        output.line(*id + " is removed");
        output.result(Json::object({{"removed", *id}}));
        return 0;
    };
}

}  // namespace lathe::cli
