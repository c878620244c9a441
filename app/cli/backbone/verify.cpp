// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/backbone/verbs.h"

namespace lathe::cli {

Action verifyBackboneVerb(CLI::App& app, const Output& output) {
    auto id = std::make_shared<std::string>();
    app.add_option("BACKBONE", *id, "An id of the library")->required();
    example(app, "promptlathe-cli backbone verify smollm2-135m-instruct");
    return [id, &output]() -> Ran {
        LATHE_TRY(problems, verifyBackbone(*id));
        Json list{Json::Array{}};
        for (const std::string& problem : problems) {
            output.line(problem);
            list.append(problem);
        }
        output.result(Json::object({{"id", *id}, {"problems", std::move(list)}}));
        if (!problems.empty())
            return failed("its files are not what was added", *id, "fetch or add it again");
        output.line(*id + ": every tensor is as it was added");
        return 0;
    };
}

}  // namespace lathe::cli
