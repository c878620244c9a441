// SPDX-License-Identifier: Apache-2.0
#include "core/engine/tuned_weights.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "core/engine/layers/kernels/kernels.h"
#include "core/engine/parallel/parallel.h"

namespace lathe {
namespace {

void copyBytes(void* to, const void* from, std::int64_t bytes) {
    parallelRange(bytes, 1 << 20, [&](std::int64_t begin, std::int64_t end) {
        std::memcpy(static_cast<char*>(to) + begin, static_cast<const char*>(from) + begin,
                    static_cast<std::size_t>(end - begin));
    });
}

}  // namespace

TunedWeights::TunedWeights(std::vector<layers::WeightPlace> places)
    : places_(std::move(places)), own_(places_.size()) {}

const layers::WeightPlace* TunedWeights::find(std::string_view name) const {
    if (name.starts_with(kWeightPrefix)) name.remove_prefix(kWeightPrefix.size());
    const auto at =
        std::lower_bound(places_.begin(), places_.end(), name,
                         [](const layers::WeightPlace& p, std::string_view n) { return p.name < n; });
    return at != places_.end() && at->name == name ? &*at : nullptr;
}

Result<> TunedWeights::put(const TensorMap& tensors) {
    std::unordered_map<const layers::WeightPlace*, const HostTensor*> given;
    for (const HostTensor& tensor : tensors) {
        if (!isWeight(tensor)) continue;
        const layers::WeightPlace* place = find(tensor.name);
        const bool fits = place && tensor.shape == place->shape &&
                          static_cast<std::int64_t>(tensor.data.size()) == place->elements();
        if (!fits)
            return failed("the backbone has no weight of this name and shape: " + tensor.name, {},
                          "use weights that were trained over this backbone");
        given[place] = &tensor;
    }
    if (given.empty() && !changed_) return {};
    changed_ = !given.empty();
    for (std::size_t i = 0; i < places_.size(); ++i) {
        const layers::WeightPlace& place = places_[i];
        std::vector<std::byte>& own = own_[i];
        const auto at = given.find(&place);
        if (at == given.end()) {
            if (own.empty()) continue;
            copyBytes(place.data, own.data(), place.bytes());
            own = {};
            continue;
        }
        if (own.empty()) {
            own.resize(static_cast<std::size_t>(place.bytes()));
            copyBytes(own.data(), place.data, place.bytes());
        }
        if (place.dtype == Dtype::Float32)
            copyBytes(place.data, at->second->data.data(), place.bytes());
        else
            layers::kernelsFor(place.dtype).narrow(at->second->data.data(), place.data, place.elements());
    }
    return {};
}

Result<HostTensor> TunedWeights::own(std::string_view name) const {
    const layers::WeightPlace* place = find(name);
    if (!place) return failed("the backbone has no weight named " + std::string(name));
    const auto& kept = own_[static_cast<std::size_t>(place - places_.data())];
    HostTensor out{std::string(kWeightPrefix) + place->name, place->shape, {}};
    out.data.resize(static_cast<std::size_t>(place->elements()));
    layers::kernelsFor(place->dtype)
        .widen(kept.empty() ? place->data : static_cast<const void*>(kept.data()), out.data.data(),
               place->elements());
    return out;
}

Result<HostTensor> TunedWeights::asStored(const HostTensor& weight) const {
    const layers::WeightPlace* place = find(weight.name);
    if (!place || weight.shape != place->shape)
        return failed("the backbone has no weight of this name and shape: " + weight.name);
    HostTensor out{place->name, place->shape, weight.data};
    const std::size_t columns = static_cast<std::size_t>(place->shape.back());
    for (std::size_t i = 0; i < out.data.size() && !place->added.empty(); ++i)
        out.data[i] -= place->added[i % columns];
    for (std::size_t i = 0; i < out.data.size() && place->scale != 1; ++i) out.data[i] /= place->scale;
    if (!place->turned) return out;
    const std::size_t rows = out.data.size() / columns;
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c) out.data[c * rows + r] = weight.data[r * columns + c];
    std::swap(out.shape[0], out.shape[1]);
    return out;
}

}  // namespace lathe
