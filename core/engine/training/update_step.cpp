// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/update_step.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdio>
#include <vector>

#include "core/engine/parallel/parallel.h"

namespace lathe {
namespace {

/// Adds a batch's gradient to the sum so far, in a fixed order.
void add(TensorMap& sum, TensorMap&& part) {
    if (sum.empty()) {
        sum = std::move(part);
        return;
    }
    for (HostTensor& tensor : sum) {
        const HostTensor* more = find(part, tensor.name);
        assert(more && more->data.size() == tensor.data.size());
        for (std::size_t i = 0; i < tensor.data.size(); ++i) tensor.data[i] += more->data[i];
    }
}

/// Over pieces of one size, added up in their order: threads change no bit.
double norm(const TensorMap& tensors) {
    constexpr std::size_t kPiece = 1 << 15, kLanes = 8;
    double squares = 0;
    for (const HostTensor& tensor : tensors) {
        const std::size_t size = tensor.data.size();
        std::vector<double> pieces((size + kPiece - 1) / kPiece);
        parallelRange(static_cast<std::int64_t>(pieces.size()), 1, [&](std::int64_t begin, std::int64_t end) {
            for (auto piece = static_cast<std::size_t>(begin); piece < static_cast<std::size_t>(end);
                 ++piece) {
                double lanes[kLanes] = {};
                const std::size_t last = std::min(size, (piece + 1) * kPiece);
                for (std::size_t i = piece * kPiece; i < last; ++i) {
                    const auto value = static_cast<double>(tensor.data[i]);
                    lanes[i % kLanes] += value * value;
                }
                for (const double lane : lanes) pieces[piece] += lane;
            }
        });
        for (const double piece : pieces) squares += piece;
    }
    return std::sqrt(squares);
}

tl::unexpected<Error> notFinite(const char* what, std::int64_t step, double rate, double clip) {
    char shown[32];
    std::snprintf(shown, sizeof shown, "%.3g", rate);
    return failed(std::string("the ") + what + " is not finite", "step " + std::to_string(step + 1),
                  "try a lower optimizer.learning_rate (it was " + std::string(shown) + " at this step)" +
                      (clip > 0 ? "" : " or optimizer.clip 1"));
}

}  // namespace

Result<> Update::start(Method& method) {
    const Timed timed(plan_.profile, StepPart::Method);
    if (method.direct()) {
        parameters_ = &method.parameters();
        return {};
    }
    LATHE_TRY(computed, method.compute(plan_.step, true));
    computed_ = std::move(computed);
    return {};
}

void Update::add(StepResult done) {
    result_.loss += done.loss;
    lathe::add(result_.gradient, std::move(done.gradient));
}

Result<UpdateResult> Update::finish(Method& method, Optimizer& optimizer) {
    const auto [step, rate, clip, profile] = plan_;
    if (!std::isfinite(result_.loss)) return notFinite("loss", step, rate, clip);
    TensorMap own;
    const bool direct = method.direct();
    if (!direct) {
        const Timed timed(profile, StepPart::Method);
        LATHE_TRY(back, method.backward(result_.gradient));
        own = std::move(back);
    }
    const TensorMap& given = direct ? result_.gradient : own;
    result_.gradientNorm = norm(given);
    if (!std::isfinite(result_.gradientNorm)) return notFinite("gradient", step, rate, clip);
    if (clip > 0 && result_.gradientNorm > clip) {
        const auto factor = static_cast<float>(clip / result_.gradientNorm);
        if (direct) own = result_.gradient;
        for (HostTensor& tensor : own)
            for (float& value : tensor.data) value *= factor;
    }
    {
        const Timed timed(profile, StepPart::Optimizer);
        optimizer.update(method.parameters(), own.empty() ? given : own, step + 1, rate);
    }
    if (!std::isfinite(norm(method.parameters()))) return notFinite("updated prompt", step, rate, clip);
    return std::move(result_);
}

Result<UpdateResult> updateStep(Backbone& backbone, Method& method, Optimizer& optimizer,
                                const UpdateBatches& update, const LossOptions& loss, std::int64_t step,
                                double rate, double clip, ContextCache* contexts) {
    Update one({step, rate, clip, loss.profile});
    LATHE_CHECK(one.start(method));
    for (PackedBatch batch : update.batches) {
        if (contexts) LATHE_CHECK(contexts->provide(batch));
        LATHE_TRY(done, backbone.step(batch, one.computed(), loss, true));
        one.add(std::move(done));
    }
    return one.finish(method, optimizer);
}

}  // namespace lathe
