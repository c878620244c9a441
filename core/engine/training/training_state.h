// SPDX-License-Identifier: Apache-2.0
// All that a run's future depends on, as one plain value, and its way to a resume state and back.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/base/result.h"
#include "core/engine/method.h"
#include "core/engine/training/loss_statistics.h"
#include "core/engine/training/optimizer.h"
#include "core/engine/training/row_order.h"
#include "core/project/recorder.h"

namespace lathe {

struct TrainingState {
    std::int64_t step = 0;   ///< updates done
    std::int64_t steps = 0;  ///< in all; the schedule runs over these
    OrderPosition position;
    bool owed = true;  ///< this step's evaluation and snapshot are still to be made
    double loss = 0;   ///< of the last step
    std::int64_t bestStep = -1;
    std::map<std::string, double> bestMetrics;
    std::int64_t evaluationsSinceBest = 0;
    std::int64_t snapshotStep = -1;
    TensorMap snapshot;  ///< computed tensors of the last snapshot, for drift
    LossStatistics statistics;
};

/// Tensors are named "parameter.NAME", "optimizer.NAME" (moments) and "snapshot.NAME".
ResumeState toResume(const TrainingState& state, const TensorMap& parameters, const Optimizer& optimizer);
/// Fills parameters and optimizer; an error says what does not fit.
Result<TrainingState> fromResume(const ResumeState& saved, TensorMap& parameters, Optimizer& optimizer);

}  // namespace lathe
