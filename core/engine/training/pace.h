// SPDX-License-Identifier: Apache-2.0
// How long the rest takes, and what the process holds. Never part of a result.
#pragma once

#include <cstdint>

namespace lathe {

class Pace {
  public:
    void stepTook(double seconds);
    void evaluationTook(double seconds);
    double secondsLeft(std::int64_t steps, std::int64_t evaluations) const;

  private:
    double step_ = 0, evaluation_ = 0;  ///< running means, 0: none yet
};

/// Resident set in MiB, from /proc/self/statm; 0 where there is none.
double residentMib();

}  // namespace lathe
