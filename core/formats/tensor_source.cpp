// SPDX-License-Identifier: Apache-2.0
#include "core/formats/tensor_source.h"

namespace lathe {

const StoredTensor* TensorSource::find(std::string_view name) const {
    for (const StoredTensor& tensor : tensors())
        if (tensor.name == name) return &tensor;
    return nullptr;
}

Result<> TensorSource::read(std::string_view name, Dtype dtype, void* out) const {
    const StoredTensor* tensor = find(name);
    if (!tensor) return failed("no tensor " + std::string(name));
    return readRows(name, 0, tensor->shape.empty() ? 1 : tensor->shape[0], dtype, out);
}

}  // namespace lathe
