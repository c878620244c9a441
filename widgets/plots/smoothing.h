// SPDX-License-Identifier: GPL-3.0-or-later
// Exponential moving average with bias correction: the first values are averages too, not pulled towards
// zero.
#pragma once

#include <cmath>

namespace lathe {

class Smoothing {
  public:
    /// `weight` of what was before, 0 (none) to under 1.
    explicit Smoothing(double weight = 0) : weight_(weight) {}
    /// The average after this value; values that are not finite leave it as it was.
    double add(double value) {
        if (!std::isfinite(value)) return value;
        mean_ = weight_ * mean_ + (1 - weight_) * value;
        decay_ *= weight_;
        return mean_ / (1 - decay_);
    }

  private:
    double weight_, mean_ = 0, decay_ = 1;
};

}  // namespace lathe
