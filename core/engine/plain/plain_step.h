// SPDX-License-Identifier: Apache-2.0
// A step by LibTorch's autograd alone, over the same weights: what model tuning trains by, and what the
// hand-written way back is tested against. float32, no kernel of ours. Private to the engine; free of torch.
#pragma once

#include <cstdint>
#include <span>

#include "core/engine/backbone.h"
#include "core/engine/layers/transformer.h"
#include "core/engine/layers/weight_log.h"

namespace lathe {

/// Backbone::step() for a batch that planBatch() takes. `tensors` as there, and "weight.NAME", whose values
/// must lie in the model's memory already (TunedWeights::put): each gets its gradient, in the shape that its
/// place has. A model whose weights are trained must be float32.
Result<StepResult> plainStep(const layers::Transformer& model, BackboneKind kind,
                             std::span<const layers::WeightPlace> places, const PackedBatch& batch,
                             const TensorMap& tensors, const LossOptions& loss, bool wantGradient);

/// Bytes that plainStep() takes beside the weights: what autograd keeps, and the weights' gradients, twice
/// for a moment.
std::uint64_t plainBytes(const layers::Transformer& model, const PackedBatch& batch,
                         const TensorMap& tensors);

}  // namespace lathe
