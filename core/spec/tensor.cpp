// SPDX-License-Identifier: Apache-2.0
#include "core/spec/tensor.h"

namespace lathe {

std::string_view dtypeName(Dtype dtype) {
    switch (dtype) {
        case Dtype::Float32:
            return "float32";
        case Dtype::BFloat16:
            return "bfloat16";
        case Dtype::Float16:
            return "float16";
    }
    return "";
}

const HostTensor* find(const TensorMap& tensors, std::string_view name) {
    for (const HostTensor& tensor : tensors)
        if (tensor.name == name) return &tensor;
    return nullptr;
}

HostTensor* find(TensorMap& tensors, std::string_view name) {
    for (HostTensor& tensor : tensors)
        if (tensor.name == name) return &tensor;
    return nullptr;
}

}  // namespace lathe
