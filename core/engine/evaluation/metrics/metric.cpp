// SPDX-License-Identifier: Apache-2.0
#include "core/engine/evaluation/metrics/metric.h"

namespace lathe {

#define X(name)                                           \
    namespace metrics {                                   \
    std::optional<double> name(const Measured& measured); \
    }
#include "core/engine/evaluation/metrics/list.inc"
#undef X

std::map<std::int32_t, ClassCounts> classCounts(const Measured& measured) {
    std::map<std::int32_t, ClassCounts> counts;
    for (std::size_t i = 0; i < measured.truth.size(); ++i) {
        if (measured.truth[i] == measured.chosen[i]) {
            ++counts[measured.truth[i]].right;
        } else {
            ++counts[measured.chosen[i]].chosenWrongly;
            ++counts[measured.truth[i]].missed;
        }
    }
    return counts;
}

std::map<std::string, double> allMetrics(const Measured& measured) {
    std::map<std::string, double> all;
#define X(name) \
    if (const auto value = metrics::name(measured)) all[#name] = *value;
#include "core/engine/evaluation/metrics/list.inc"
#undef X
    return all;
}

}  // namespace lathe
