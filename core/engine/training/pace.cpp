// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/pace.h"

#include <unistd.h>

#include <fstream>

namespace lathe {
namespace {

void blend(double& mean, double value) {
    mean = mean == 0 ? value : 0.9 * mean + 0.1 * value;
}

}  // namespace

void Pace::stepTook(double seconds) {
    blend(step_, seconds);
}

void Pace::evaluationTook(double seconds) {
    blend(evaluation_, seconds);
}

double Pace::secondsLeft(std::int64_t steps, std::int64_t evaluations) const {
    return step_ * static_cast<double>(steps) + evaluation_ * static_cast<double>(evaluations);
}

double residentMib() {
    std::ifstream file("/proc/self/statm");
    std::int64_t total = 0, resident = 0;
    if (!(file >> total >> resident)) return 0;
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

}  // namespace lathe
