// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "app/cli/verb.h"
#include "core/base/text.h"
#include "core/project/project.h"

namespace lathe::cli {

Action backupVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string from, to;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->from, "The project; it may be open, and runs may go on")->required();
    app.add_option("TO", flags->to, "The copy to make")->required();
    example(app, "promptlathe-cli backup topics.lathe topics-copy.lathe");
    return [flags, &output]() -> Ran {
        std::error_code code;
        if (std::filesystem::exists(flags->to, code))
            return failed("there is a file already", flags->to, "choose another name");
        LATHE_CHECK(backupProject(flags->from, flags->to));
        const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(flags->to, code));
        output.line(flags->to + " (" + byteSize(static_cast<double>(bytes)) + ")");
        output.result(Json::object({{"from", flags->from}, {"to", flags->to}, {"bytes", bytes}}));
        return 0;
    };
}

}  // namespace lathe::cli
