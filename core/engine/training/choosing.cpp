// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/choosing.h"

#include <cmath>
#include <limits>

#include "core/metrics/metric.h"

namespace lathe {
namespace {

double lossOf(const std::map<std::string, double>& metrics) {
    const auto found = metrics.find("loss");
    return found != metrics.end() && !std::isnan(found->second) ? found->second
                                                                : std::numeric_limits<double>::infinity();
}

/// The metric as a number of which more is better.
double goodness(const std::map<std::string, double>& metrics, const std::string& by) {
    const auto found = metrics.find(by);
    if (found == metrics.end() || std::isnan(found->second)) return -std::numeric_limits<double>::infinity();
    const auto metric = metricNamed(by);
    return metric && metric->lowerIsBetter ? -found->second : found->second;
}

}  // namespace

bool isBetter(const std::map<std::string, double>& now, const std::map<std::string, double>& best,
              const std::string& by) {
    const double a = goodness(now, by), b = goodness(best, by);
    return a > b || (a == b && lossOf(now) < lossOf(best));
}

}  // namespace lathe
