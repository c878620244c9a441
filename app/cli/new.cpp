// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "app/cli/verb.h"
#include "core/base/text.h"
#include "core/data/samples.h"
#include "core/project/project.h"

namespace lathe::cli {
namespace {

void removeProject(const std::string& file) {
    std::error_code ignored;
    for (const char* end : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(file + end, ignored);
}

/// The project with the sample in it; nothing stays where that fails. A file that another program made in the
/// meantime is that program's, and is never touched.
Result<std::string> filled(const std::string& file, const std::optional<Sample>& sample) {
    Result<std::string> recipe;
    {
        LATHE_TRY(project, Project::create(file));
        if (sample) recipe = addSample(project, *sample);
    }
    if (!recipe) removeProject(file);
    return recipe;
}

}  // namespace

Action newVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, sample;
    };
    auto flags = std::make_shared<Flags>();
    std::vector<std::string> names;
    for (const Sample& sample : samples()) names.push_back(sample.name);
    app.add_option("FILE", flags->file, "The project to make, NAME.lathe")->required();
    app.add_option("--sample", flags->sample, "Put a sample's data and recipe into it: " + joined(names));
    example(app, "promptlathe-cli new topics.lathe --sample gloss-topics");
    return [flags, &output]() -> Ran {
        std::optional<Sample> sample;
        if (!flags->sample.empty()) {
            LATHE_TRY(found, findSample(flags->sample));
            sample = std::move(found);
        }
        std::error_code code;
        if (std::filesystem::exists(flags->file, code))
            return failed("there is a file already", flags->file, "choose another name, or open it as it is");
        LATHE_TRY(recipe, filled(flags->file, sample));
        output.line(flags->file + (sample ? ": the sample " + sample->name + ", recipe \"" + recipe + "\""
                                          : ": an empty project"));
        output.result(Json::object({{"file", flags->file},
                                    {"sample", sample ? Json(sample->name) : Json()},
                                    {"recipe", sample ? Json(recipe) : Json()}}));
        return 0;
    };
}

}  // namespace lathe::cli
