// SPDX-License-Identifier: Apache-2.0
#include "core/data/samples.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/data/wordnet.h"
#include "core/project/runs.h"

namespace lathe {

std::vector<Sample> samples() {
    return {
#define X(make, name, help) Sample{name, help, std::string(sampleRecipe(name)), make},
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
    LATHE_TRY(recipe, Json::parse(sample.recipe, "projects/" + sample.name + "/recipe.json"));
    LATHE_CHECK(sample.importData(project, recipe.at("task.data").string()));
    const std::string name = recipe["name"].toString(sample.name);
    LATHE_CHECK(saveRecipe(project, name, recipe));
    return name;
}

}  // namespace lathe
