// SPDX-License-Identifier: Apache-2.0
// What writing and reading a run's numbers have in common. Private to this folder.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>

#include "core/base/json.h"

namespace lathe {

/// Steps that one block of a curve holds.
inline constexpr std::int64_t kBlockSteps = 256;

/// An object of numbers; null stands for one that is not finite.
inline std::map<std::string, double> numbersOf(const Json& object) {
    std::map<std::string, double> out;
    for (const auto& [name, value] : object.members())
        if (value.isNumber() || value.isNull())
            out[name] = value.toNumber(std::numeric_limits<double>::quiet_NaN());
    return out;
}

inline Json toObject(const std::map<std::string, double>& numbers) {
    Json out = Json::object();
    for (const auto& [name, value] : numbers) out.set(name, value);
    return out;
}

}  // namespace lathe
