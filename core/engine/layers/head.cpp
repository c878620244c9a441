// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/head.h"

#include <algorithm>

#include "core/engine/layers/rows.h"
#include "core/engine/parallel/parallel.h"

namespace lathe::layers {

namespace {
// Logits in memory at a time: enough rows for a full-speed product, little beside the activations.
constexpr std::int64_t kLogitBytes = std::int64_t{32} << 20;
}  // namespace

Targets groupTargets(std::span<const std::int32_t> outputOf, std::span<const std::int32_t> targets,
                     std::span<const float> weights, std::int64_t outputs) {
    Targets out;
    out.first.assign(static_cast<std::size_t>(outputs) + 1, 0);
    for (std::int32_t output : outputOf) ++out.first[static_cast<std::size_t>(output) + 1];
    for (std::size_t i = 1; i < out.first.size(); ++i) out.first[i] += out.first[i - 1];
    std::vector<std::int32_t> next(out.first.begin(), out.first.end() - 1);
    out.target.resize(targets.size());
    out.weight.resize(targets.size());
    out.place.resize(targets.size());
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const auto at = static_cast<std::size_t>(next[static_cast<std::size_t>(outputOf[i])]++);
        out.target[at] = targets[i];
        out.weight[at] = weights[i];
        out.place[at] = static_cast<std::int32_t>(i);
    }
    return out;
}

Head::Head(const HeadWeights& head, std::span<const std::int32_t> only, std::int64_t outputs, Arena& arena)
    : whole_(head),
      matrix_(head.matrix),
      bias_(head.bias),
      only_(only.begin(), only.end()),
      kernels_(kernelsFor(head.matrix.dtype)) {
    if (!only.empty()) {
        matrix_.rows = static_cast<std::int64_t>(only.size());
        matrix_.data = arena.take(matrix_.bytes());
        if (bias_) bias_ = arena.floats(matrix_.rows);
    }
    const std::int64_t rowBytes = matrix_.rows * matrix_.elementBytes();
    // A product's last rows beyond its own must not be another's: whole pieces but for the last.
    rows_ = kLogitBytes / std::max<std::int64_t>(rowBytes, 1) / productRows(1) * productRows(1);
    rows_ = std::clamp(rows_, productRows(1), productRows(std::max<std::int64_t>(outputs, 1)));
    logits_ = arena.take(rows_ * rowBytes);
}

void Head::prepare() {
    if (only_.empty()) return;
    gatherRows(whole_.matrix.data, only_, matrix_.columns * matrix_.elementBytes(), matrix_.data);
    if (bias_) gatherRows(whole_.bias, only_, 4, bias_);
}

void Head::addBias(std::int64_t count, Profile* profile) const {
    const Timed timed(profile, StepPart::Bias);
    if (bias_)
        parallelRange(count, 4, [&](std::int64_t a, std::int64_t b) {
            kernels_.addBias(logits_, bias_, matrix_.rows, a, b);
        });
}

void* Head::logits(const void* hidden, std::int64_t count, Profile* profile) const {
    project(matrix_, hidden, count, logits_, profile, StepPart::Head);
    addBias(count, profile);
    return logits_;
}

void* Head::fewLogits(const void* hidden, std::int64_t count) const {
    projectFew(matrix_, hidden, count, logits_);
    addBias(count, nullptr);
    return logits_;
}

void Head::bareProducts(void* hidden, std::int64_t outputs, Profile* profile) const {
    for (std::int64_t begin = 0; begin < outputs; begin += rows_) {
        const std::int64_t count = std::min(rows_, outputs - begin);
        void* rows = static_cast<char*>(hidden) + begin * matrix_.columns * matrix_.elementBytes();
        project(matrix_, rows, count, logits_, profile, StepPart::Head);
        projectBack(matrix_, logits_, count, rows, profile, StepPart::Head);
    }
}

std::vector<double> Head::losses(void* hidden, std::int64_t outputs, const Targets& targets, double zLoss,
                                 bool gradient, std::vector<float>& logProb, Profile* profile) const {
    logProb.resize(targets.target.size());
    std::vector<double> losses(static_cast<std::size_t>(outputs));
    for (std::int64_t begin = 0; begin < outputs; begin += rows_) {
        const std::int64_t count = std::min(rows_, outputs - begin);
        void* rows = static_cast<char*>(hidden) + begin * matrix_.columns * matrix_.elementBytes();
        CrossEntropy entropy;
        entropy.logits = logits(rows, count, profile);
        entropy.vocabulary = matrix_.rows;
        entropy.first = targets.first.data() + begin;
        entropy.target = targets.target.data();
        entropy.weight = targets.weight.data();
        entropy.logProb = logProb.data();
        entropy.loss = losses.data() + begin;
        entropy.zLoss = zLoss;
        entropy.gradient = gradient;
        {
            const Timed timed(profile, StepPart::Loss);
            parallelTasks(
                count, [&](std::int64_t row, std::int64_t) { kernels_.crossEntropy(entropy, row, row + 1); });
        }
        if (gradient) projectBack(matrix_, entropy.logits, count, rows, profile, StepPart::Head);
    }
    return losses;
}

}  // namespace lathe::layers
