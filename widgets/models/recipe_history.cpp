// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/recipe_history.h"

namespace lathe {
namespace {

constexpr std::size_t kMost = 100;

}  // namespace

void RecipeHistory::reset(const Json& recipe) {
    states_ = {recipe};
    at_ = 0;
}

void RecipeHistory::push(const Json& recipe) {
    if (states_.empty()) return reset(recipe);
    if (states_[at_] == recipe) return;
    states_.resize(at_ + 1);
    states_.push_back(recipe);
    if (states_.size() > kMost) states_.erase(states_.begin());
    at_ = states_.size() - 1;
}

std::optional<Json> RecipeHistory::undo() {
    if (!canUndo()) return std::nullopt;
    return states_[--at_];
}

std::optional<Json> RecipeHistory::redo() {
    if (!canRedo()) return std::nullopt;
    return states_[++at_];
}

}  // namespace lathe
