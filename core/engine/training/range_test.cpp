// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/range_test.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace lathe {
namespace {

constexpr double kKept = 0.9;  ///< of the running mean, a step
constexpr std::size_t kLeast = 10;

/// The slope by the rate's logarithm of a straight line through the points around `at`.
double slopeAt(const std::vector<RangePoint>& points, const std::vector<double>& loss, std::size_t at) {
    constexpr std::size_t kReach = 4;
    const std::size_t begin = at > kReach ? at - kReach : 0, end = std::min(at + kReach + 1, loss.size());
    double x = 0, y = 0, xy = 0, xx = 0;
    const auto n = static_cast<double>(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
        const double rate = std::log(points[i].rate);
        x += rate;
        y += loss[i];
        xy += rate * loss[i];
        xx += rate * rate;
    }
    const double spread = n * xx - x * x;
    return spread > 0 ? (n * xy - x * y) / spread : 0;
}

}  // namespace

Result<RangeReading> readRange(const std::vector<RangePoint>& points) {
    RangeReading out;
    double mean = 0, weight = 0, best = 0;
    for (const RangePoint& point : points) {
        if (!std::isfinite(point.loss)) {
            out.broken = point.rate;
            break;
        }
        mean = kKept * mean + (1 - kKept) * point.loss;
        weight = kKept * weight + (1 - kKept);
        const double smoothed = mean / weight;
        if (out.smoothed.empty() || smoothed < best) {
            best = smoothed;
            out.lowest = point.rate;
        } else if (smoothed > 2 * best) {
            out.broken = point.rate;
            break;
        }
        out.smoothed.push_back(smoothed);
    }
    if (out.smoothed.size() < kLeast)
        return failed(
            "only " + std::to_string(out.smoothed.size()) + " losses were numbers before the run broke", {},
            "begin with a lower rate");
    if (best > 0.95 * out.smoothed.front())
        return failed("no rate between " + std::to_string(points.front().rate) + " and " +
                          std::to_string(points[out.smoothed.size() - 1].rate) + " lets the loss fall",
                      {}, "try higher rates, more steps or another start of the prompt");
    double steepest = 0;
    for (std::size_t i = 0; i < out.smoothed.size() && points[i].rate <= out.lowest; ++i)
        if (const double slope = slopeAt(points, out.smoothed, i); slope < steepest) {
            steepest = slope;
            out.steepest = points[i].rate;
        }
    return out;
}

}  // namespace lathe
