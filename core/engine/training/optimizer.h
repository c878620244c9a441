// SPDX-License-Identifier: Apache-2.0
// Optimizers over float32 parameters. One file each, one line in optimizers/list.inc.
#pragma once

#include <cstdint>
#include <memory>

#include "core/base/result.h"
#include "core/spec/recipe.h"
#include "core/spec/tensor.h"

namespace lathe {

class Optimizer {
  public:
    virtual ~Optimizer() = default;
    /// One update in place; `step` counts from 1 (bias correction), `rate` is the schedule's.
    virtual void update(TensorMap& parameters, const TensorMap& gradient, std::int64_t step, double rate) = 0;
    /// Moments by name, for resume; restore() gives them back.
    virtual TensorMap state() const = 0;
    virtual Result<> restore(const TensorMap& state) = 0;
};

std::unique_ptr<Optimizer> makeOptimizer(const Recipe& recipe, const TensorMap& parameters);
/// The learning rate at a step (0 .. steps - 1): warm-up, then the schedule.
double scheduledRate(const Recipe& recipe, std::int64_t step, std::int64_t steps);

}  // namespace lathe
