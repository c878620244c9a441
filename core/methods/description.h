// SPDX-License-Identifier: Apache-2.0
// What a method says of itself without torch. One folder a method, one line in list.inc.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/backbones/description.h"
#include "core/spec/option.h"
#include "core/spec/recipe.h"

namespace lathe {

struct MethodDescription {
    Kind kind;  ///< name, label, help and options ("method.tokens", "method.init.kind", ...)
    /// Why this backbone cannot take the method, or nothing.
    std::optional<std::string> (*refuses)(const BackboneShape& shape, const Recipe& recipe) = nullptr;
    /// Numbers that are trained (during training, any network included).
    std::int64_t (*trainable)(const BackboneShape& shape, const Recipe& recipe) = nullptr;
};

std::vector<MethodDescription> methods();
/// Every option that a recipe may hold, from all registries (methods, tasks, optimizers).
Catalogue catalogue();

}  // namespace lathe
