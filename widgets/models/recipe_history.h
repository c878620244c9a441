// SPDX-License-Identifier: GPL-3.0-or-later
// Undo and redo of a recipe's edits.
#pragma once

#include <optional>
#include <vector>

#include "core/base/json.h"

namespace lathe {

/// Whole recipes in the order in which they stood; the last hundred are kept.
class RecipeHistory {
  public:
    /// Starts over: nothing can be undone.
    void reset(const Json& recipe);
    /// A recipe that stands now; what was undone before it is forgotten. The same one again is no step.
    void push(const Json& recipe);
    bool canUndo() const { return at_ > 0; }
    bool canRedo() const { return at_ + 1 < states_.size(); }
    std::optional<Json> undo();
    std::optional<Json> redo();

  private:
    std::vector<Json> states_;
    std::size_t at_ = 0;
};

}  // namespace lathe
