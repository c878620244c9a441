// SPDX-License-Identifier: Apache-2.0
// Which of a backbone's weights a run trains. Also p_tuning's, with tune_backbone.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/backbones/description.h"
#include "core/spec/recipe.h"

namespace lathe::full {

/// Of each stack the last `layers` layers and the norms behind them; 0: all weights.
bool isTrained(const BackboneShape& shape, std::string_view name, std::int64_t layers);
/// method.layers as a number; 0 for "all".
std::int64_t layersOf(const Recipe& recipe);
/// Numbers in the weights that are trained.
std::int64_t trainedNumbers(const BackboneShape& shape, std::int64_t layers);
/// Bytes that training so many weights holds beside the backbone and a batch: they themselves, the backbone's
/// own, their gradients, the optimizer's memory, and a state that is being saved.
double heldBytes(std::int64_t numbers, const Recipe& recipe);

}  // namespace lathe::full
