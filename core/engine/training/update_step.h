// SPDX-License-Identifier: Apache-2.0
// One update: the batches' losses and gradients added up, clipped, and handed to the optimizer.
#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "core/engine/context_cache.h"
#include "core/engine/method.h"
#include "core/engine/training/optimizer.h"
#include "core/engine/training/update_batches.h"

namespace lathe {

struct UpdateResult {
    double loss = 0;
    double gradientNorm = 0;  ///< over all parameters, before clipping
    TensorMap gradient;       ///< of what the method computed
};

/// Update number `step` (from 0) at `rate`; `clip` is the largest gradient norm, 0: off.
struct UpdatePlan {
    std::int64_t step = 0;
    double rate = 0, clip = 0;
    Profile* profile = nullptr;
};

/// An update in the making, whoever runs its batches: start() gives what they are run with, add() takes what
/// came of each, in their order, and finish() applies it. A loss, gradient or value that is not finite is an
/// error that names the step and what to try; before that, parameters are left as they were wherever they can
/// be.
class Update {
  public:
    explicit Update(const UpdatePlan& plan) : plan_(plan) {}
    Result<> start(Method& method);
    const TensorMap& computed() const { return parameters_ ? *parameters_ : computed_; }
    void add(StepResult done);
    Result<UpdateResult> finish(Method& method, Optimizer& optimizer);

  private:
    UpdatePlan plan_;
    TensorMap computed_;
    const TensorMap* parameters_ = nullptr;  ///< of a method that computes nothing
    UpdateResult result_;
};

/// A whole update over one backbone. `contexts` has the keys of rows with a past.
Result<UpdateResult> updateStep(Backbone& backbone, Method& method, Optimizer& optimizer,
                                const UpdateBatches& update, const LossOptions& loss, std::int64_t step,
                                double rate, double clip, ContextCache* contexts = nullptr);

}  // namespace lathe
