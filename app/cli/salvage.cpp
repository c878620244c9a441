// SPDX-License-Identifier: Apache-2.0
#include "core/project/salvage.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/verb.h"

namespace lathe::cli {

Action salvageVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string from, to;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->from, "The damaged project; it is not changed")->required();
    app.add_option("TO", flags->to, "The project to make of what is left")->required();
    example(app, "promptlathe-cli salvage topics.lathe topics-saved.lathe");
    return [flags, &output]() -> Ran {
        LATHE_TRY(saved, salvageProject(flags->from, flags->to));
        Json lost = Json::array();
        for (const std::string& line : saved.lost) {
            output.line(line);
            lost.append(line);
        }
        output.line(flags->to + ": " + std::to_string(saved.rows) + " rows" +
                    (saved.lost.empty() ? ", nothing is missing" : ""));
        output.result(Json::object(
            {{"from", flags->from}, {"to", flags->to}, {"rows", saved.rows}, {"lost", std::move(lost)}}));
        return 0;
    };
}

}  // namespace lathe::cli
