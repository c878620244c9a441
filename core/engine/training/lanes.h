// SPDX-License-Identifier: Apache-2.0
// Several runs side by side over one backbone: their batches share passes over the weights, all else is each
// run's own.
#pragma once

#include <cstdint>
#include <vector>

#include "core/engine/training/trainer.h"

namespace lathe {

struct Lane {
    TrainingInput input;
    TrainingObserver* observer = nullptr;
};

/// Tokens that one pass takes at most, as long as it holds more than one batch: memory grows with them, and
/// above a few hundred the products are as fast as they get.
constexpr std::int64_t kPassTokens = 512;

/// Trains each lane as train() would: own rows, order, optimizer, schedule, clipping, evaluations, requests
/// and end; its losses are those of train() to rounding. Each step, lanes that are not paused put their
/// batches into as few passes as `passTokens` allows (lanes over other backbones or with other losses pass
/// apart). A lane that ends or fails leaves; the others go on. Where a shared pass fails, its batches run
/// alone, so that only the lane fails that has to. The results are in the lanes' order.
std::vector<Result<TrainingOutcome>> trainLanes(std::vector<Lane> lanes,
                                                std::int64_t passTokens = kPassTokens);

}  // namespace lathe
