// SPDX-License-Identifier: Apache-2.0
// Learning rate schedules as factors of the rate: pure functions of the step s (from 0), warm-up w and last
// step n.
#pragma once

#include <cstdint>

namespace lathe::schedules {

/// While s < w: s / w.
double warmUp(std::int64_t s, std::int64_t w);
/// 1
double constant();
/// (n - s) / (n - w), at least 0
double linear(std::int64_t s, std::int64_t w, std::int64_t n);
/// (1 + cos(pi (s - w) / (n - w))) / 2
double cosine(std::int64_t s, std::int64_t w, std::int64_t n);
/// 1 / sqrt((s + T - w) / T), T = w, or 10,000 with no warm-up
double inverseSqrt(std::int64_t s, std::int64_t w);
/// final ^ ((s - w) / (n - w)): the same factor each step, `final` left at step n
double exponential(std::int64_t s, std::int64_t w, std::int64_t n, double final);

}  // namespace lathe::schedules
