// SPDX-License-Identifier: Apache-2.0
#include "core/backbones/tensor_list.h"

#include <utility>

namespace lathe {

ExpectedTensor& TensorList::add(const std::string& name, std::vector<std::int64_t> shape) {
    ExpectedTensor& tensor = addHead(base_ + name, std::move(shape));
    tensor.also.push_back(name);
    return tensor;
}

ExpectedTensor& TensorList::addHead(const std::string& name, std::vector<std::int64_t> shape) {
    ExpectedTensor tensor;
    tensor.name = name;
    tensor.shape = std::move(shape);
    tensors_.push_back(std::move(tensor));
    return tensors_.back();
}

void TensorList::linear(const std::string& name, std::int64_t out, std::int64_t in, bool bias) {
    add(name + ".weight", {out, in});
    if (bias) add(name + ".bias", {out});
}

void TensorList::norm(const std::string& name, std::int64_t width, bool bias) {
    const auto one = [&](const std::string& end, const std::string& old) {
        ExpectedTensor& tensor = add(name + end, {width});
        tensor.also.push_back(base_ + name + old);
        tensor.also.push_back(name + old);
    };
    one(".weight", ".gamma");
    if (bias) one(".bias", ".beta");
}

std::int64_t numbersIn(const std::vector<ExpectedTensor>& tensors) {
    std::int64_t all = 0;
    for (const ExpectedTensor& tensor : tensors) {
        std::int64_t numbers = 1;
        for (const std::int64_t size : tensor.shape) numbers *= size;
        if (!tensor.optional) all += numbers;
    }
    return all;
}

}  // namespace lathe
