// SPDX-License-Identifier: Apache-2.0
#include "core/engine/device/upload.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <numeric>
#include <utility>

namespace lathe::device {

namespace {

constexpr std::int64_t kAligned = 256;

std::int64_t elements(const std::vector<std::int64_t>& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

}  // namespace

at::Tensor hostBytes(std::int64_t bytes, const at::Device& device) {
    return at::empty({bytes}, at::TensorOptions(at::kByte).pinned_memory(!device.is_cpu()));
}

void Upload::place(std::vector<std::int64_t> shape, at::Tensor* to, at::ScalarType type,
                   std::function<void(void*)> fill) {
    const std::int64_t bytes = 4 * elements(shape);
    parts_.push_back({to, std::move(shape), type, used_, std::move(fill)});
    used_ += (bytes + kAligned - 1) / kAligned * kAligned;
}

void Upload::add(std::vector<std::int32_t> values, at::Tensor* to, std::int64_t atLeast,
                 std::int32_t filler) {
    const auto all = std::make_shared<std::vector<std::int32_t>>(std::move(values));
    all->resize(std::max(all->size(), static_cast<std::size_t>(atLeast)), filler);
    place({static_cast<std::int64_t>(all->size())}, to, at::kInt,
          [all](void* out) { std::memcpy(out, all->data(), all->size() * 4); });
}

void Upload::floats(std::vector<std::int64_t> shape, at::Tensor* to, std::function<void(float*)> fill) {
    place(std::move(shape), to, at::kFloat,
          [fill = std::move(fill)](void* out) { fill(static_cast<float*>(out)); });
}

std::vector<std::int64_t> Upload::form() const {
    std::vector<std::int64_t> out;
    for (const Part& part : parts_) out.push_back(elements(part.shape));
    return out;
}

bool Upload::send(Staging& staging, const at::Device& device) {
    const bool grows = !staging.device.defined() || staging.device.numel() < used_;
    if (grows) {
        staging = {};  // the old ones first: both need not fit
        const std::int64_t room = used_ + used_ / 4;
        staging.host = hostBytes(room, device);
        staging.device =
            device.is_cpu() ? staging.host : at::empty({room}, at::TensorOptions(at::kByte).device(device));
    }
    auto* bytes = static_cast<char*>(staging.host.data_ptr());
    for (const Part& part : parts_) part.fill(bytes + part.at);
    if (!device.is_cpu()) staging.device.narrow(0, 0, used_).copy_(staging.host.narrow(0, 0, used_), true);
    for (const Part& part : parts_) {
        const std::int64_t count = elements(part.shape);
        *part.to = staging.device.narrow(0, part.at, 4 * count).view(part.type).view(part.shape);
    }
    return grows;
}

}  // namespace lathe::device
