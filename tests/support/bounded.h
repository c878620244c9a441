// SPDX-License-Identifier: Apache-2.0
// What reading a malformed file may cost: a second, and 64 MiB over what was there before. Counts itself for
// docs/reliability.md.
#pragma once

#include <QTest>
#include <fstream>
#include <map>
#include <string>

#include "tests/support/tried.h"

namespace lathe::tests {

class Bounded {
  public:
    Bounded(const char* row, const char* what) {
        ++counts().all[{row, what}];
        std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew
        before_ = peakMib();
        begin_ = workSeconds();
    }
    Bounded(const Bounded&) = delete;
    Bounded& operator=(const Bounded&) = delete;
    ~Bounded() {
        const double took = workSeconds() - begin_;
        const long over = peakMib() - before_;
        if (took > kSeconds) QTest::qFail("it took more than a second", __FILE__, __LINE__);
        if (over > kMib) QTest::qFail("it took more than 64 MiB", __FILE__, __LINE__);
    }

  private:
#if defined(__SANITIZE_ADDRESS__)
    static constexpr double kSeconds = 10;
    static constexpr long kMib = 1 << 20;  // freed memory is kept by the sanitizer
#else
    static constexpr double kSeconds = 1;
    static constexpr long kMib = 64;
#endif
    struct Counts {
        std::map<std::pair<std::string, std::string>, long> all;
        ~Counts() {
            for (const auto& [name, count] : all) tried(name.first, name.second, count);
        }
    };
    static Counts& counts() {
        static Counts made;
        return made;
    }
    static long peakMib() {
        std::ifstream status("/proc/self/status");
        for (std::string word; status >> word;)
            if (word == "VmHWM:") {
                long kib = 0;
                status >> kib;
                return kib / 1024;
            }
        return 0;
    }
    long before_ = 0;
    double begin_ = 0;
};

}  // namespace lathe::tests
