// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/engine/training/optimizer.h"

namespace lathe {
namespace schedules {
namespace {

/// How far s is on the way from w to n, 0 to 1.
double way(std::int64_t s, std::int64_t w, std::int64_t n) {
    return std::clamp(static_cast<double>(s - w) / static_cast<double>(std::max<std::int64_t>(1, n - w)), 0.0,
                      1.0);
}

}  // namespace

double warmUp(std::int64_t s, std::int64_t w) {
    return static_cast<double>(s) / static_cast<double>(w);
}

double constant() {
    return 1;
}

double linear(std::int64_t s, std::int64_t w, std::int64_t n) {
    return std::max(0.0, static_cast<double>(n - s) / static_cast<double>(std::max<std::int64_t>(1, n - w)));
}

double cosine(std::int64_t s, std::int64_t w, std::int64_t n) {
    return 0.5 * (1.0 + std::cos(std::numbers::pi * way(s, w, n)));
}

double inverseSqrt(std::int64_t s, std::int64_t w) {
    const double scale = w > 0 ? static_cast<double>(w) : 10000.0;
    return 1.0 / std::sqrt((static_cast<double>(s) + scale - static_cast<double>(w)) / scale);
}

double exponential(std::int64_t s, std::int64_t w, std::int64_t n, double final) {
    return std::pow(final, way(s, w, n));
}

}  // namespace schedules

double scheduledRate(const Recipe& recipe, std::int64_t step, std::int64_t steps) {
    const double rate = recipe.number("optimizer.learning_rate");
    const std::int64_t warmup = recipe.integer("optimizer.warmup");
    if (step < warmup) return rate * schedules::warmUp(step, warmup);
    const std::string schedule = recipe.text("optimizer.schedule");
    if (schedule == "linear") return rate * schedules::linear(step, warmup, steps);
    if (schedule == "cosine") return rate * schedules::cosine(step, warmup, steps);
    if (schedule == "inverse_sqrt") return rate * schedules::inverseSqrt(step, warmup);
    if (schedule == "exponential")
        return rate * schedules::exponential(step, warmup, steps, recipe.number("optimizer.final"));
    return rate * schedules::constant();
}

}  // namespace lathe
