// SPDX-License-Identifier: Apache-2.0
// Samples: tasks with a recipe and data that is made on this machine. One folder of projects/, one line of
// projects/list.inc.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/project/data_sets.h"

namespace lathe {

struct Sample {
    std::string name;    ///< its folder: "gloss-topics"
    std::string help;    ///< one line
    std::string recipe;  ///< recipe.json's text
    /// Makes the data set that the recipe's task.data names.
    Result<DataSet> (*importData)(Project& project, const std::string& name) = nullptr;
};

std::vector<Sample> samples();
/// By name; the error lists the samples there are.
Result<Sample> findSample(std::string_view name);
/// The text of projects/NAME/recipe.json as it was built in; empty where there is none.
std::string_view sampleRecipe(std::string_view name);
/// Puts a sample's data and its recipe into a project; returns the recipe's name.
Result<std::string> addSample(Project& project, const Sample& sample);

}  // namespace lathe
