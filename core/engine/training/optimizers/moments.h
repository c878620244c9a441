// SPDX-License-Identifier: Apache-2.0
// What optimizers share: tensors of memory beside the parameters, saved and restored by name. Private to this
// folder.
#pragma once

#include <string>
#include <string_view>

#include "core/engine/training/optimizer.h"

namespace lathe::optimizers {

/// Zeros of the parameters' shapes, named "PREFIX.NAME", in the parameters' order.
TensorMap zerosLike(const TensorMap& parameters, std::string_view prefix);
/// Copies saved tensors into `memory` by name; a missing name or another shape is an error that says which.
Result<> restoreInto(TensorMap& memory, const TensorMap& saved);

}  // namespace lathe::optimizers
