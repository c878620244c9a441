// SPDX-License-Identifier: Apache-2.0
// What the tests of docs/reliability.md tried, said on a line that tests/trust.sh adds up, and whether the
// long form was asked for (PROMPTLATHE_SOAK=1, or `ctest --preset soak`).
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace lathe::tests {

inline void tried(std::string_view row, std::string_view what, long count) {
    std::printf("tried: %.*s: %ld %.*s\n", static_cast<int>(row.size()), row.data(), count,
                static_cast<int>(what.size()), what.data());
    std::fflush(stdout);
}

inline bool soak() {
    const char* set = std::getenv("PROMPTLATHE_SOAK");
    return set && *set && *set != '0';
}

}  // namespace lathe::tests
