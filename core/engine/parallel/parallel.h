// SPDX-License-Identifier: Apache-2.0
// Work over LibTorch's own threads: a second pool would fight the first for the cores.
#pragma once

#include <cstdint>

namespace lathe {

/// Threads that products and kernels use (fixed for a run, so that results are).
std::int64_t threadCount();
void setThreadCount(std::int64_t count);

namespace detail {
using RangeCall = void (*)(const void* body, std::int64_t begin, std::int64_t end);
void runRange(std::int64_t count, std::int64_t grain, RangeCall call, const void* body);
using TaskCall = void (*)(const void* body, std::int64_t task, std::int64_t thread);
void runTasks(std::int64_t count, TaskCall call, const void* body);
}  // namespace detail

/// body(begin, end) over [0, count), split evenly; pieces of at least `grain`.
template <class Body>
void parallelRange(std::int64_t count, std::int64_t grain, const Body& body) {
    detail::runRange(
        count, grain,
        [](const void* b, std::int64_t begin, std::int64_t end) {
            (*static_cast<const Body*>(b))(begin, end);
        },
        &body);
}

/// body(task, thread) for each task of [0, count), handed out one by one; thread < threadCount().
template <class Body>
void parallelTasks(std::int64_t count, const Body& body) {
    detail::runTasks(
        count,
        [](const void* b, std::int64_t task, std::int64_t thread) {
            (*static_cast<const Body*>(b))(task, thread);
        },
        &body);
}

}  // namespace lathe
