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

/// What a method takes of a row's room.
struct RowTokens {
    std::int64_t slots = 0;  ///< soft tokens in the row, where the template has its slots
    std::int64_t front = 0;  ///< positions in front of the row that it cannot use
};

struct MethodDescription {
    Kind kind;  ///< name, label, help and options ("method.tokens", "method.init.kind", ...)
    /// Why this backbone cannot take the method, or nothing.
    std::optional<std::string> (*refuses)(const BackboneShape& shape, const Recipe& recipe) = nullptr;
    /// Numbers that are trained (during training, any network included).
    std::int64_t (*trainable)(const BackboneShape& shape, const Recipe& recipe) = nullptr;
    /// Why runs of this recipe cannot share passes over a backbone with other runs (sweep --lanes), or nothing.
    std::optional<std::string> (*apart)(const Recipe& recipe) = nullptr;
    /// Null: method.tokens slots.
    RowTokens (*rowTokens)(const BackboneShape& shape, const Recipe& recipe) = nullptr;
    /// Whether backbone.dtype auto is float32 whatever the machine is fast at, and backbone.device auto the
    /// processor: the backbone's own weights are trained. Null: no.
    bool (*wantsFloat32)(const Recipe& recipe) = nullptr;
};

std::vector<MethodDescription> methods();
/// backbone.dtype, "auto" settled where the recipe's method needs it.
std::string dtypeFor(const Recipe& recipe);
/// backbone.device, likewise.
std::string deviceFor(const Recipe& recipe);
/// The rowTokens of the recipe's method.
RowTokens rowTokensOf(const BackboneShape& shape, const Recipe& recipe);
/// Every option that a recipe may hold, from all registries (methods, tasks, optimizers).
Catalogue catalogue();

}  // namespace lathe
