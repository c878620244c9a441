// SPDX-License-Identifier: Apache-2.0
#include "core/engine/plain/leaves.h"

#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <cassert>
#include <cstring>

namespace lathe::plain {

at::Tensor Leaves::at(const void* data, std::vector<std::int64_t> shape, Dtype dtype) {
    const auto* first = static_cast<const char*>(data);
    if (const auto found = known_.find(first); found != known_.end()) return found->second;
    const auto type = dtype == Dtype::Float32 ? at::kFloat : at::kBFloat16;
    at::Tensor tensor = at::from_blob(const_cast<void*>(data), shape, at::TensorOptions(type));
    const char* last = first + tensor.nbytes();
    if (dtype != Dtype::Float32) tensor = tensor.to(at::kFloat);
    const bool wanted = std::any_of(trained_.begin(), trained_.end(), [&](const layers::WeightPlace* place) {
        return place->data >= first && place->data < last;
    });
    if (wanted) tensor.requires_grad_(true);
    known_.emplace(first, tensor);
    return tensor;
}

at::Tensor Leaves::matrix(const layers::Matrix& matrix) {
    return at(matrix.data, {matrix.rows, matrix.columns}, matrix.dtype);
}

at::Tensor Leaves::vector(const float* data, std::int64_t count) {
    return data ? at(data, {count}, Dtype::Float32) : at::Tensor();
}

at::Tensor Leaves::table(const float* data, std::vector<std::int64_t> shape) {
    return at(data, std::move(shape), Dtype::Float32);
}

at::Tensor Leaves::host(const HostTensor& tensor, bool trained) {
    at::Tensor out = at::from_blob(const_cast<float*>(tensor.data.data()), tensor.shape, at::kFloat);
    return trained ? out.requires_grad_(true) : out;
}

HostTensor Leaves::gradient(const layers::WeightPlace& place) const {
    HostTensor out{std::string(kWeightPrefix) + place.name, place.shape, {}};
    out.data.resize(static_cast<std::size_t>(place.elements()));
    const auto* data = static_cast<const char*>(place.data);
    auto at = known_.upper_bound(data);
    if (at == known_.begin()) return out;  // no part of the model that this batch went through
    --at;
    const at::Tensor& gradient = at->second.grad();
    const auto offset = static_cast<std::size_t>(data - at->first) / sizeof(float);
    if (!gradient.defined() || offset >= static_cast<std::size_t>(gradient.numel())) return out;
    // Parts of a merged matrix are whole rows of it, so they lie together.
    const at::Tensor flat = gradient.contiguous();
    assert(offset + out.data.size() <= static_cast<std::size_t>(flat.numel()));
    std::memcpy(out.data.data(), flat.const_data_ptr<float>() + offset, out.data.size() * sizeof(float));
    return out;
}

HostTensor gradientOf(const at::Tensor& leaf, const HostTensor& like) {
    HostTensor out{like.name, like.shape, std::vector<float>(like.data.size(), 0.0F)};
    if (!leaf.defined() || !leaf.grad().defined()) return out;
    const at::Tensor flat = leaf.grad().contiguous();
    std::memcpy(out.data.data(), flat.const_data_ptr<float>(), out.data.size() * sizeof(float));
    return out;
}

}  // namespace lathe::plain
