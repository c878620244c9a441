// SPDX-License-Identifier: Apache-2.0
// What the tests of docs/reliability.md tried, said on a line that tests/trust.sh adds up, and whether the
// long form was asked for (PROMPTLATHE_SOAK=1, or `ctest --preset soak`).
#pragma once

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace lathe::tests {

inline void tried(std::string_view row, std::string_view what, long count) {
    std::printf("tried: %.*s: %ld %.*s\n", static_cast<int>(row.size()), row.data(), count,
                static_cast<int>(what.size()), what.data());
    std::fflush(stdout);
}

/// Seconds of this process's own work: what another program takes is no hang.
inline double workSeconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

inline bool soak() {
    const char* set = std::getenv("PROMPTLATHE_SOAK");
    return set && *set && *set != '0';
}

}  // namespace lathe::tests
