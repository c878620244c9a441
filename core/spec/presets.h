// SPDX-License-Identifier: Apache-2.0
// The papers' own settings as recipes, for users who have the data and the backbone:
// core/spec/presets/NAME.json.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/json.h"

namespace lathe {

struct Preset {
    std::string name;    ///< "lester-2021"
    std::string help;    ///< whose settings, over what
    std::string reader;  ///< what `data import --format` reads its data with
    Json recipe;
};

/// All of them, by name.
std::vector<Preset> presets();
/// Names with their files' texts, {"help", "reader", "recipe"}; generated from the files.
std::vector<std::pair<std::string_view, std::string_view>> presetTexts();

}  // namespace lathe
