// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/metric.h"

#include "core/metrics/statistics.h"

namespace lathe {

#define X(name)         \
    namespace metrics { \
    Metric name();      \
    }
#include "core/metrics/list.inc"
#undef X

std::vector<Metric> allMetrics() {
    return {
#define X(name) metrics::name(),
#include "core/metrics/list.inc"
#undef X
    };
}

std::optional<Metric> metricNamed(std::string_view name) {
    for (const Metric& metric : allMetrics())
        if (metric.name == name) return metric;
    return std::nullopt;
}

std::map<std::string, double> measure(const Measured& measured) {
    std::map<std::string, double> all;
    for (const Metric& metric : allMetrics())
        if (const auto statistics = metric.statistics(measured))
            all[std::string(metric.name)] = metric.value(metrics::sumsOf(*statistics));
    return all;
}

}  // namespace lathe
