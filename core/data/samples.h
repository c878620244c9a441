// SPDX-License-Identifier: Apache-2.0
// Samples: tasks with recipes and data that is made on this machine. One folder of projects/, one line of
// projects/list.inc.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/project/data_sets.h"

namespace lathe {

struct SampleRecipe {
    std::string name;  ///< "gloss-topics" (recipe.json), "gloss-topics-p-tuning" (recipe-p-tuning.json)
    std::string text;
};

struct Sample {
    std::string name;                   ///< its folder: "gloss-topics"
    std::string help;                   ///< one line
    std::vector<SampleRecipe> recipes;  ///< recipe.json first
    /// Makes the data set that recipe.json's task.data names and those that the other recipes name; returns that.
    Result<DataSet> (*importData)(Project& project, const std::string& name) = nullptr;
};

std::vector<Sample> samples();
/// By name; the error lists the samples there are.
Result<Sample> findSample(std::string_view name);
/// The text of a sample's recipe as it was built in, by SampleRecipe::name; empty where there is none.
std::string_view sampleRecipe(std::string_view name);
/// The names of a sample's recipes; those with more behind the sample's name may stand anywhere.
std::vector<std::string> sampleRecipeNames(std::string_view sample);
/// Every recipe of every sample.
std::vector<SampleRecipe> sampleRecipes();
/// Puts a sample's data and its recipes into a project; returns the first recipe's name.
Result<std::string> addSample(Project& project, const Sample& sample);

}  // namespace lathe
