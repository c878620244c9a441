// SPDX-License-Identifier: Apache-2.0
// A frozen backbone on a device: its weights sent once, a batch by one copy, the step without a host in
// between, its results by one wait. Free of torch.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/engine/layers/head.h"
#include "core/engine/layers/plan.h"
#include "core/engine/layers/transformer.h"
#include "core/engine/profile.h"
#include "core/engine/trained.h"

namespace lathe::device {

/// One of the batches that a plan joins. Gradients go to `trained`'s dKey and dValue, and to `prompt` (null:
/// none).
struct EngineLane {
    std::span<const std::int32_t> tokens, encoderTokens;
    const Trained* trained = nullptr;
    HostTensor* prompt = nullptr;
};

struct EngineStep {
    layers::BatchPlan plan;
    std::vector<EngineLane> lanes;
    layers::Targets targets;                   ///< by output
    std::span<const std::int32_t> restricted;  ///< the softmax runs over these alone; empty: over all
    double zLoss = 0;
    bool gradient = false;
    Profile* profile = nullptr;  ///< where the time goes: plan (with the copy there), products (all that
                                 ///< runs), loss (results back)
};

struct EngineLoss {
    std::vector<double> losses;  ///< of each output
    std::vector<float> logProb;  ///< of each target, in grouped order
};

/// Whether a block's inner values, half of what a step keeps, are kept or made again by one product on the
/// way back; Auto: where a step would not fit into the device's memory with them. $PROMPTLATHE_CUDA_RECOMPUTE
/// (none, block) says it for Auto.
enum class Recompute { Auto, None, Block };

struct EngineOptions {
    bool cuda = true;     ///< false: plain tensors in this machine's memory, for tests
    bool rounded = true;  ///< sizes are rounded up, so that few forms of batch exist
    bool graphs = true;   ///< what was run twice in one form is kept as a CUDA graph
    Recompute recompute = Recompute::Auto;
    bool late = false;  ///< the last layer's queries are all tokens' (tests)
};

class Engine {
  public:
    /// Copies the model's weights to the device.
    static Result<std::unique_ptr<Engine>> make(const layers::Transformer& model,
                                                const EngineOptions& options);
    virtual ~Engine() = default;

    virtual std::uint64_t weightBytes() const = 0;
    virtual Result<EngineLoss> step(EngineStep step) = 0;
    /// Raw logits [vocabulary] of each output in turn.
    virtual Result<> eachLogits(
        EngineStep step,
        const std::function<void(std::int64_t output, std::span<const float> logits)>& told) = 0;
    /// Seconds of the bare products of a step over this plan, as one graph: every frozen matrix forward and
    /// back, the library's attention forward and back, the head. `plain`: every matrix over every row.
    virtual Result<double> bareProducts(EngineStep step, bool plain) = 0;
    /// Bytes of the device in use at most since the last call, the weights included; and taken from it.
    struct Peak {
        std::uint64_t used = 0, reserved = 0;
    };
    virtual Peak peak() = 0;
    virtual void resetPeak() = 0;
};

}  // namespace lathe::device
