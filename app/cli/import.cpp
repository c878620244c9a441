// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "app/cli/session.h"
#include "app/cli/verb.h"
#include "core/engine/conversion.h"
#include "core/formats/adapter.h"
#include "core/formats/npy.h"
#include "core/methods/description.h"
#include "core/project/recorder.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string file, path, backbone, name, recipe;
};

struct Imported {
    Json recipe;  ///< complete enough to be listed, compared and branched from
    Json resolved;
    TensorMap tensors;
    std::optional<ResumeState> state;
};

/// A recipe around tensors that came without one: the method they fit, and the task of --recipe, or a plain
/// one with every slot in front.
Result<Json> recipeAround(const Project& project, const Flags& flags, const std::string& name, Json method) {
    if (!flags.recipe.empty()) {
        LATHE_TRY(recipe, namedRecipe(&project, flags.recipe, {}));
        recipe.set("name", name);
        recipe.setAt("backbone.id", flags.backbone);
        recipe.set("method", std::move(method));
        return recipe;
    }
    return Json::object(
        {{"recipe", 1},
         {"name", name},
         {"backbone", Json::object({{"id", flags.backbone}})},
         {"task",
          Json::object({{"kind", "generate"}, {"data", "none"}, {"template", "{prompt}{text}{target}"}})},
         {"method", std::move(method)}});
}

Result<Imported> fromOwn(const std::filesystem::path& path, const std::string& name) {
    LATHE_TRY(file, readPromptFile(path));
    Imported result;
    result.recipe = file.description["recipe"];
    result.resolved = file.description["resolved"];
    if (!name.empty()) result.recipe.set("name", name);
    const bool hasState = file.description.contains("state");
    ResumeState state;
    for (HostTensor& tensor : file.tensors) {
        if (tensor.name.starts_with("state.")) {
            tensor.name.erase(0, 6);
            state.tensors.push_back(std::move(tensor));
        } else {
            result.tensors.push_back(std::move(tensor));
        }
    }
    if (hasState) {
        state.step = file.description["step"].toInteger();
        state.counters = file.description["state"];
        result.state = std::move(state);
    }
    return result;
}

Result<Imported> read(const Project& project, const Flags& flags) {
    const std::filesystem::path path = flags.path;
    std::error_code code;
    if (std::filesystem::exists(path / "prompt.json", code)) return fromOwn(path, flags.name);
    if (flags.backbone.empty())
        return badCall("the file does not say which backbone it was trained for", flags.path,
                       "give --backbone B");
    LATHE_TRY(backbone, openBackbone(flags.backbone));
    Imported result;
    const MethodConversion* conversion = nullptr;
    if (std::filesystem::is_directory(path, code)) {
        LATHE_TRY(adapter, readPeft(path));
        LATHE_TRY(found, conversionForPeft(adapter));
        LATHE_TRY(tensors, found->fromPeft(adapter, backbone.entry.shape));
        conversion = found;
        result.tensors = std::move(tensors);
    } else {
        LATHE_TRY(array, readNpy(path));
        conversion = &conversionOf("prompt_tuning");
        LATHE_TRY(tensors, conversion->fromArray(array, backbone.entry.shape));
        result.tensors = std::move(tensors);
    }
    const std::string name = flags.name.empty() ? path.stem().string() : flags.name;
    LATHE_TRY(recipe, recipeAround(project, flags, name, conversion->importedMethod(result.tensors)));
    result.recipe = std::move(recipe);
    result.resolved =
        Json::object({{"imported", std::filesystem::absolute(path).string()}, {"backbone", backbone.digest}});
    return result;
}

}  // namespace

Action importVerb(CLI::App& app, const Output& output) {
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("PATH", flags->path, "A PEFT folder, a .npy file, or this program's own export")
        ->required();
    app.add_option("--backbone", flags->backbone, "The backbone that the prompt was trained for");
    app.add_option("--recipe", flags->recipe,
                   "Take the task from this recipe (a file, one of the project, a sample)");
    app.add_option("--name", flags->name, "The run's name");
    example(app, "promptlathe-cli import glosses.lathe adapter --backbone smollm2-135m-instruct");
    return [flags, &output]() -> Ran {
        LATHE_TRY(project, Project::open(flags->file));
        LATHE_TRY(imported, read(project, *flags));
        LATHE_TRY(recipe, checkRecipe(imported.recipe, catalogue()));
        LATHE_TRY(
            run, recordImported(project, recipe.json(), imported.resolved, imported.tensors, imported.state));
        output.line(std::to_string(run));
        output.result(Json::object({{"run", run}}));
        return 0;
    };
}

}  // namespace lathe::cli
