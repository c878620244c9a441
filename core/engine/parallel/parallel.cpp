// SPDX-License-Identifier: Apache-2.0
#include "core/engine/parallel/parallel.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>

namespace lathe {

std::int64_t threadCount() {
    return at::get_num_threads();
}

void setThreadCount(std::int64_t count) {
    if (count > 0 && count != at::get_num_threads()) at::set_num_threads(static_cast<int>(count));
}

namespace detail {

void runRange(std::int64_t count, std::int64_t grain, RangeCall call, const void* body) {
    if (count <= 0) return;
    at::parallel_for(0, count, std::max<std::int64_t>(grain, 1),
                     [&](std::int64_t begin, std::int64_t end) { call(body, begin, end); });
}

void runTasks(std::int64_t count, TaskCall call, const void* body) {
    if (count <= 0) return;
    std::atomic<std::int64_t> next{0};
    at::parallel_for(0, std::min<std::int64_t>(count, threadCount()), 1,
                     [&](std::int64_t begin, std::int64_t end) {
                         for (std::int64_t thread = begin; thread < end; ++thread)
                             for (std::int64_t task = next++; task < count; task = next++)
                                 call(body, task, thread);
                     });
}

}  // namespace detail

}  // namespace lathe
