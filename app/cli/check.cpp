// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/verb.h"
#include "core/project/project.h"

namespace lathe::cli {

Action checkVerb(CLI::App& app, const Output& output) {
    auto file = std::make_shared<std::string>();
    app.add_option("FILE", *file, "The project")->required();
    example(app, "promptlathe-cli check topics.lathe");
    return [file, &output]() -> Ran {
        LATHE_TRY(problems, checkProject(*file));
        Json list{Json::Array{}};
        for (const std::string& problem : problems) {
            output.line(inOneLine(problem));
            list.append(problem);
        }
        output.result(Json::object({{"file", *file}, {"problems", std::move(list)}}));
        if (problems.empty()) {
            output.line(*file + ": sound");
            return 0;
        }
        return failed(problems.size() == 1
                          ? "the file is damaged in one place"
                          : "the file is damaged in " + std::to_string(problems.size()) + " places",
                      *file, "keep a copy; take a backup back if there is one");
    };
}

}  // namespace lathe::cli
