// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/optimizers/moments.h"

namespace lathe::optimizers {

TensorMap zerosLike(const TensorMap& parameters, std::string_view prefix) {
    TensorMap memory;
    for (const HostTensor& parameter : parameters)
        memory.push_back({std::string(prefix) + "." + parameter.name, parameter.shape,
                          std::vector<float>(parameter.data.size(), 0.0F)});
    return memory;
}

Result<> restoreInto(TensorMap& memory, const TensorMap& saved) {
    for (HostTensor& tensor : memory) {
        const HostTensor* found = find(saved, tensor.name);
        if (!found || found->shape != tensor.shape || found->data.size() != tensor.data.size())
            return failed("the saved state has no fitting tensor \"" + tensor.name + "\"", "resume state",
                          "start a new run with this recipe");
        tensor.data = found->data;
    }
    return {};
}

}  // namespace lathe::optimizers
