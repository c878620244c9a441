// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/cli/inner.h"
#include "app/cli/recipe_options.h"
#include "app/cli/session.h"
#include "core/base/files.h"
#include "core/base/terminal.h"
#include "core/data/samples.h"
#include "core/data/suggest.h"
#include "core/methods/description.h"
#include "core/spec/presets.h"

namespace lathe::cli {
namespace {

/// The project of --project, opened to read; nothing where none is named.
Result<std::optional<Project>> namedProject(const std::string& file) {
    if (file.empty()) return std::optional<Project>();
    LATHE_TRY(project, Project::open(file, Project::Access::ReadOnly));
    return std::optional<Project>(std::move(project));
}

/// With --json one line, else indented.
void print(const Output& output, const Json& recipe) {
    if (output.json)
        output.result(recipe);
    else
        std::cout << forTerminal(recipe.pretty()) << std::flush;
}

Action listRecipes(CLI::App& app, const Output& output) {
    auto file = std::make_shared<std::string>();
    app.add_option("--project", *file, "Also the recipes that this project holds");
    example(app, "promptlathe-cli recipe list --project topics.lathe");
    return [file, &output]() -> Ran {
        LATHE_TRY(project, namedProject(*file));
        Json list{Json::Array{}};
        std::vector<std::vector<std::string>> rows;
        const auto put = [&](const std::string& name, const char* from, const Json& recipe,
                             const std::string& reader = {}) {
            const std::string task = recipe.at("task.kind").toString("classify");
            const std::string method = recipe.at("method.kind").toString("prompt_tuning");
            const std::string backbone = recipe.at("backbone.id").string();
            list.append(Json::object({{"name", name},
                                      {"from", from},
                                      {"task", task},
                                      {"method", method},
                                      {"backbone", backbone},
                                      {"reader", reader}}));
            rows.push_back({name, from, task, method, backbone, reader});
        };
        if (project) {
            LATHE_TRY(saved, savedRecipes(*project));
            for (const auto& [name, recipe] : saved) put(name, "project", recipe);
        }
        for (const SampleRecipe& sample : sampleRecipes()) {
            LATHE_TRY(recipe, Json::parse(sample.text, sample.name));
            put(sample.name, "sample", recipe);
        }
        for (const Preset& preset : presets()) put(preset.name, "paper", preset.recipe, preset.reader);
        output.table({"name", "from", "task", "method", "backbone", "data's format"}, rows);
        output.result(list);
        return 0;
    };
}

Action showRecipe(CLI::App& app, const Output& output) {
    struct Flags {
        std::string name, file;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("NAME", flags->name, "A sample, a paper's, a recipe of the project, or a file")
        ->required();
    app.add_option("--project", flags->file, "Look in this project, too");
    example(app, "promptlathe-cli recipe show gloss-topics > mine.json");
    return [flags, &output]() -> Ran {
        LATHE_TRY(project, namedProject(flags->file));
        LATHE_TRY(recipe, namedRecipe(project ? &*project : nullptr, flags->name, {}));
        print(output, recipe);
        return 0;
    };
}

Action newRecipe(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, data, from = "gloss-topics", backbone = "smollm2-135m-instruct",
                                labelField = "label", save;
        std::vector<std::string> settings;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("--from", flags->from,
                   "The recipe to start from: a sample, a paper's, a recipe of the project, or a file");
    app.add_option("--project", flags->file, "A project, for --data, --save and its recipes");
    app.add_option("--data", flags->data, "Start from what this data set of the project holds");
    app.add_option("--backbone", flags->backbone, "With --data: the backbone");
    app.add_option("--label-field", flags->labelField, "With --data: the field with the label");
    app.add_option("--set", flags->settings, "Change an option: key.path=value")->allow_extra_args(false);
    app.add_option("--save", flags->save, "Keep it in the project under this name");
    example(app,
            "promptlathe-cli recipe new --project topics.lathe --data reviews --set method.tokens=50 > "
            "reviews.json");
    return [flags, &output]() -> Ran {
        if (flags->file.empty() && !(flags->data.empty() && flags->save.empty()))
            return badCall("which project is not said", flags->data.empty() ? "--save" : "--data",
                           "name it with --project");
        Json recipe;
        const Catalogue all = catalogue();
        {
            LATHE_TRY(project, namedProject(flags->file));
            if (flags->data.empty()) {
                LATHE_TRY(named, namedRecipe(project ? &*project : nullptr, flags->from, {}));
                recipe = std::move(named);
            } else {
                LATHE_TRY(data, findDataSet(*project, flags->data));
                LATHE_TRY(suggested, suggestRecipe(*project, data, flags->backbone, flags->labelField));
                recipe = std::move(suggested);
            }
        }
        for (const std::string& setting : flags->settings) LATHE_CHECK(setOption(recipe, setting, all));
        LATHE_TRY(checked, checkRecipe(recipe, all));
        if (!flags->save.empty()) {
            LATHE_TRY(project, Project::open(flags->file));
            LATHE_CHECK(saveRecipe(project, flags->save, recipe));
        }
        print(output, checked.json());
        return 0;
    };
}

Action checkRecipeVerb(CLI::App& app, const Output& output) {
    auto path = std::make_shared<std::string>();
    app.add_option("PATH", *path, "The recipe's file")->required();
    example(app, "promptlathe-cli recipe check mine.json");
    return [path, &output]() -> Ran {
        LATHE_TRY(text, readFile(*path, 1 << 24));
        auto recipe = Json::parse(text, *path);
        if (!recipe) return badCall(recipe.error().what, recipe.error().where, recipe.error().todo);
        const auto problems = recipeProblems(*recipe, catalogue());
        Json list{Json::Array{}};
        for (const Error& problem : problems)
            list.append(
                Json::object({{"where", problem.where}, {"what", problem.what}, {"todo", problem.todo}}));
        output.result(Json::object({{"file", *path}, {"problems", std::move(list)}}));
        if (problems.empty()) {
            output.line(*path + ": right");
            return 0;
        }
        // The last one is the error line itself.
        for (std::size_t i = 0; i + 1 < problems.size(); ++i) output.note(problems[i].line());
        return tl::unexpected<Error>(problems.back());
    };
}

}  // namespace

Action recipeVerb(CLI::App& app, const Output& output) {
    app.require_subcommand(1);
    example(app, "promptlathe-cli recipe new --from gloss-topics --set method.tokens=50 > mine.json");
    InnerVerbs inner;
    const auto add = [&](const char* name, const char* help, Verb verb) {
        CLI::App* own = app.add_subcommand(name, help);
        inner.emplace_back(own, verb(*own, output));
    };
    add("list", "Samples, and the recipes of a project", listRecipes);
    add("show", "A recipe as JSON", showRecipe);
    add("new", "A complete recipe to change and train", newRecipe);
    add("options", "Every key that a recipe may have", recipeOptions);
    add("check", "Everything that is wrong with a recipe file", checkRecipeVerb);
    return chosen(std::move(inner));
}

}  // namespace lathe::cli
