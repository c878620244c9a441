// SPDX-License-Identifier: Apache-2.0
#include "core/data/samples.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/data/facts.h"
#include "core/data/relations.h"
#include "core/data/synopses.h"
#include "core/data/wordnet.h"
#include "core/project/runs.h"

namespace lathe {

namespace {

std::vector<SampleRecipe> recipesOf(std::string_view sample) {
    std::vector<SampleRecipe> all{{std::string(sample), std::string(sampleRecipe(sample))}};
    for (std::string& name : sampleRecipeNames(sample)) {
        if (name == sample) continue;
        std::string text(sampleRecipe(name));
        all.push_back({std::move(name), std::move(text)});
    }
    return all;
}

}  // namespace

std::vector<SampleRecipe> sampleRecipes() {
    std::vector<SampleRecipe> all;
    for (Sample& sample : samples())
        for (SampleRecipe& recipe : sample.recipes) all.push_back(std::move(recipe));
    return all;
}

std::vector<Sample> samples() {
    return {
#define X(make, name, help) Sample{name, help, recipesOf(name), make},
#include "projects/list.inc"
#undef X
    };
}

Result<Sample> findSample(std::string_view name) {
    std::vector<std::string> known;
    for (Sample& sample : samples()) {
        if (sample.name == name) return std::move(sample);
        known.push_back(sample.name);
    }
    return badCall("no sample \"" + printable(name) + "\"", "--sample", "there are: " + joined(known));
}

Result<std::string> addSample(Project& project, const Sample& sample) {
    std::string first;
    for (const SampleRecipe& known : sample.recipes) {
        LATHE_TRY(recipe, Json::parse(known.text, "projects/" + sample.name + ", " + known.name));
        if (first.empty()) LATHE_CHECK(sample.importData(project, recipe.at("task.data").string()));
        const std::string name = recipe["name"].toString(known.name);
        LATHE_CHECK(saveRecipe(project, name, recipe));
        if (first.empty()) first = name;
    }
    return first;
}

}  // namespace lathe
