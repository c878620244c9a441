// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "app/cli/verb.h"
#include "core/base/text.h"
#include "core/project/runs.h"

namespace lathe::cli {

Action tagVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, run;
        std::vector<std::string> tags, removed;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->run, "A number, a name, or last")->required();
    app.add_option("TAG", flags->tags, "Tags to add; left out: the run's tags are shown");
    app.add_option("--remove", flags->removed, "Tags to take away");
    example(app, "promptlathe-cli tag topics.lathe 3 baseline --remove draft");
    return [flags, &output]() -> Ran {
        const bool writes = !flags->tags.empty() || !flags->removed.empty();
        LATHE_TRY(project, Project::open(flags->file,
                                         writes ? Project::Access::ReadWrite : Project::Access::ReadOnly));
        LATHE_TRY(run, findRun(project, flags->run));
        std::vector<std::string> tags = run.tags;
        for (const std::string& tag : flags->tags) {
            if (trimmed(tag).empty()) return badCall("an empty tag", "TAG");
            if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
        }
        for (const std::string& tag : flags->removed)
            if (std::erase(tags, tag) == 0)
                return failed("it has no tag \"" + printable(tag) + "\"", "run " + std::to_string(run.run),
                              run.tags.empty() ? "it has no tags" : "it has: " + joined(run.tags));
        if (writes) LATHE_CHECK(setTags(project, run.run, tags));
        Json list{Json::Array{}};
        std::vector<std::string> shown;
        for (const std::string& tag : tags) {
            list.append(tag);
            shown.push_back(inOneLine(tag));
        }
        output.line(joined(shown));
        output.result(Json::object({{"run", run.run}, {"tags", std::move(list)}}));
        return 0;
    };
}

}  // namespace lathe::cli
