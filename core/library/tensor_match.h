// SPDX-License-Identifier: Apache-2.0
// Which stored tensor is which of those that a backbone's family expects, whatever the checkpoint calls them.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "core/library/library.h"

namespace lathe {

struct TensorMatch {
    std::unordered_map<std::string, const StoredTensor*> found;  ///< by the expected name
    std::vector<std::string> problems;  ///< missing, of another shape, or one too many
};

/// The stored tensors belong to files.weights.
TensorMatch matchTensors(const BackboneFiles& files);

}  // namespace lathe
