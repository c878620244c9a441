// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/weight_log.h"

#include <algorithm>
#include <utility>

namespace lathe::layers {

std::int64_t WeightPlace::elements() const {
    std::int64_t count = 1;
    for (const std::int64_t size : shape) count *= size;
    return count;
}

void WeightLog::add(WeightPlace place) {
    const std::lock_guard lock(mutex_);
    places_.push_back(std::move(place));
}

void WeightLog::changed(const std::string& name, float scale, std::vector<float> added) {
    const std::lock_guard lock(mutex_);
    for (WeightPlace& place : places_) {
        if (place.name != name) continue;
        place.scale = scale;
        place.added = std::move(added);
        return;
    }
}

std::vector<WeightPlace> WeightLog::take() {
    // Modules read on several threads: by name the order is always the same.
    std::sort(places_.begin(), places_.end(),
              [](const WeightPlace& a, const WeightPlace& b) { return a.name < b.name; });
    return std::move(places_);
}

}  // namespace lathe::layers
