// SPDX-License-Identifier: Apache-2.0
#include "app/cli/studies/study.h"

#include <algorithm>
#include <cstdio>

namespace lathe::cli {

#define X(name, help) Result<StudyPlan> name##Study(const Json& recipe);
#include "app/cli/studies/list.inc"
#undef X

std::vector<KnownStudy> knownStudies() {
    std::vector<KnownStudy> all = {
#define X(name, help) {#name, help, name##Study},
#include "app/cli/studies/list.inc"
#undef X
    };
    for (KnownStudy& study : all) std::replace(study.name.begin(), study.name.end(), '_', '-');
    return all;
}

std::vector<SweepSettings> oneEach(const std::string& key, const std::vector<std::string>& values) {
    std::vector<SweepSettings> all;
    for (const std::string& value : values) all.push_back({{key, value}});
    return all;
}

std::vector<SweepSettings> atRates(const std::vector<SweepSettings>& configurations, const Json& recipe,
                                   const std::vector<double>& factors) {
    std::vector<SweepSettings> all;
    for (const SweepSettings& settings : configurations)
        for (const double factor : factors) {
            char rate[32];
            std::snprintf(rate, sizeof rate, "%.6g",
                          recipe.at("optimizer.learning_rate").toNumber() * factor);
            SweepSettings more = settings;
            more.emplace_back("optimizer.learning_rate", rate);
            all.push_back(std::move(more));
        }
    return all;
}

Result<> needMethod(const Json& recipe, const std::string& method) {
    if (recipe.at("method.kind").toString() == method) return {};
    return badCall(
        "this study is of " + method + ", and the recipe's method is " + recipe.at("method.kind").toString(),
        "method.kind", "give a recipe of " + method);
}

}  // namespace lathe::cli
