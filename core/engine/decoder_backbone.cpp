// SPDX-License-Identifier: Apache-2.0
#include "core/engine/decoder_backbone.h"

#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "core/engine/layers/guard.h"
#include "core/engine/layers/rows.h"
#include "core/engine/machine.h"
#include "core/engine/parallel/parallel.h"

namespace lathe {

using layers::Arena;
using layers::PackedPlan;

namespace {
constexpr double kGib = 1024.0 * 1024.0 * 1024.0;

std::string gib(double bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GiB", bytes / kGib);
    return text;
}
}  // namespace

Result<const HostTensor*> promptOf(const TensorMap& trained, std::int64_t width) {
    const HostTensor* prompt = nullptr;
    for (const HostTensor& tensor : trained) {
        if (tensor.name != "prompt")
            return failed("the engine cannot use a trained tensor named " + tensor.name +
                          " yet; it takes \"prompt\"");
        prompt = &tensor;
    }
    if (prompt && (prompt->shape.size() != 2 || prompt->shape[1] != width ||
                   static_cast<std::int64_t>(prompt->data.size()) != prompt->elements()))
        return failed("the prompt does not have the backbone's width of " + std::to_string(width), {},
                      "use a prompt that was trained over this backbone");
    return prompt;
}

DecoderBackbone::DecoderBackbone(BackboneShape shape, Dtype dtype, std::unique_ptr<BackboneModule> module)
    : shape_(std::move(shape)),
      dtype_(dtype),
      module_(std::move(module)),
      kernels_(layers::kernelsFor(dtype)) {}

Json DecoderBackbone::resolved() const {
    return Json::object({{"dtype", Json(dtypeName(dtype_))},
                         {"threads", Json(threadCount())},
                         {"device", Json("cpu")},
                         {"cpu", Json(cpuFeatures())},
                         {"libtorch", Json(TORCH_VERSION)}});
}

std::uint64_t DecoderBackbone::workBytes(const PackedBatch& batch, const TensorMap& trained) const {
    const HostTensor* prompt = find(trained, "prompt");
    const auto plan = layers::planBatch(
        batch, shape_.vocabulary, prompt && !prompt->shape.empty() ? prompt->shape[0] : 0, shape_.context);
    if (!plan) return 0;
    Arena arena;
    module_->layOut(*plan, true, arena);
    const layers::Head head(module_->head(), {}, plan->outputCount(), arena);
    return arena.used();
}

Result<DecoderBackbone::Prepared> DecoderBackbone::prepare(PackedPlan plan,
                                                           std::span<const std::int32_t> tokens,
                                                           const HostTensor* prompt,
                                                           std::span<const std::int32_t> restricted,
                                                           bool keep) {
    Prepared out;
    out.plan = std::move(plan);
    Arena measure;
    module_->layOut(out.plan, keep, measure);
    const layers::Head counted(module_->head(), restricted, out.plan.outputCount(), measure);
    if (measure.used() > pages_.size()) {
        const std::uint64_t free = availableMemory() + pages_.size();
        if (free > pages_.size() && measure.used() > free)
            return failed("this batch needs " + gib(static_cast<double>(measure.used())) + " of memory, " +
                              gib(static_cast<double>(free)) + " are free",
                          {}, "use a smaller batch or shorter rows");
        pages_ = {};  // the old one first: both need not fit
        pages_ = layers::Pages(measure.used());
    }
    Arena arena(pages_);
    out.work = module_->layOut(out.plan, keep, arena);
    out.head.emplace(module_->head(), restricted, out.plan.outputCount(), arena);
    out.head->prepare();

    const auto width = static_cast<std::size_t>(shape_.width);
    const layers::Matrix& table = module_->embedding();
    parallelRange(out.plan.tokens, 64, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
            float* to = out.work->stream + i * width;
            if (tokens[i] < 0)
                std::memcpy(to, prompt->data.data() + static_cast<std::size_t>(~tokens[i]) * width,
                            width * 4);
            else
                kernels_.widen(table.row(tokens[i]), to, shape_.width);
        }
    });
    return out;
}

Result<DecoderBackbone::Prepared> DecoderBackbone::prepare(const PackedBatch& batch, const TensorMap& trained,
                                                           std::span<const std::int32_t> restricted,
                                                           bool keep) {
    LATHE_TRY(prompt, promptOf(trained, shape_.width));
    LATHE_TRY(plan,
              layers::planBatch(batch, shape_.vocabulary, prompt ? prompt->shape[0] : 0, shape_.context));
    return prepare(std::move(plan), batch.tokens, prompt, restricted, keep);
}

Result<StepResult> DecoderBackbone::step(const PackedBatch& batch, const TensorMap& trained,
                                         const LossOptions& loss, bool wantGradient) {
    return guarded("the training step", [&]() -> Result<StepResult> {
        const bool keep = wantGradient && !trained.empty();
        LATHE_TRY(run, prepare(batch, trained, loss.restricted, keep));
        std::vector<std::int32_t> wanted = batch.targets;
        if (!loss.restricted.empty()) {
            for (std::int32_t& target : wanted) {
                const auto at = std::find(loss.restricted.begin(), loss.restricted.end(), target);
                if (at == loss.restricted.end())
                    return failed("a target is none of the tokens that the loss is restricted to",
                                  "task.loss");
                target = static_cast<std::int32_t>(at - loss.restricted.begin());
            }
        }
        const std::vector<std::int32_t> outputOf = layers::outputsOf(run.plan, batch);
        const layers::Targets targets =
            layers::groupTargets(outputOf, wanted, batch.weights, run.plan.outputCount());

        module_->forward(run.plan, *run.work, nullptr);
        StepResult result;
        std::vector<float> grouped;
        result.loss =
            run.head->loss(run.work->hidden, run.plan.outputCount(), targets, loss.zLoss, keep, grouped);
        result.logProbs.resize(grouped.size());
        for (std::size_t i = 0; i < grouped.size(); ++i)
            result.logProbs[static_cast<std::size_t>(targets.place[i])] = grouped[i];
        if (!keep) return result;

        HostTensor gradient{"prompt", trained.front().shape,
                            std::vector<float>(trained.front().data.size(), 0.0F)};
        if (run.plan.outputCount() > 0) {
            module_->backward(run.plan, *run.work);
            const auto width = static_cast<std::size_t>(shape_.width);
            for (std::size_t i = 0; i < run.plan.softSlots.size(); ++i) {
                float* to = gradient.data.data() + static_cast<std::size_t>(run.plan.softSlots[i]) * width;
                for (std::size_t k = 0; k < width; ++k) to[k] += run.work->softGradient[i * width + k];
            }
        }
        result.gradient.push_back(std::move(gradient));
        return result;
    });
}

void DecoderBackbone::eachLogits(
    const Prepared& run, const std::function<void(std::int64_t, std::span<const float>)>& told) const {
    const std::int64_t outputs = run.plan.outputCount(), element = module_->head().elementBytes();
    std::vector<float> row(static_cast<std::size_t>(run.head->vocabulary()));
    for (std::int64_t begin = 0; begin < outputs; begin += run.head->rowsAtATime()) {
        const std::int64_t count = std::min(run.head->rowsAtATime(), outputs - begin);
        const char* hidden = static_cast<const char*>(run.work->hidden) + begin * shape_.width * element;
        const auto* logits = static_cast<const char*>(run.head->logits(hidden, count));
        for (std::int64_t r = 0; r < count; ++r) {
            kernels_.widen(logits + r * run.head->vocabulary() * element, row.data(), run.head->vocabulary());
            told(begin + r, row);
        }
    }
}

Result<DecoderBackbone::Prepared> DecoderBackbone::forward(const PackedBatch& batch,
                                                           const TensorMap& trained) {
    LATHE_TRY(run, prepare(batch, trained, {}, false));
    module_->forward(run.plan, *run.work, nullptr);
    return run;
}

Result<HostTensor> DecoderBackbone::logits(const PackedBatch& batch, const TensorMap& trained) {
    return guarded("the forward pass", [&]() -> Result<HostTensor> {
        LATHE_TRY(run, forward(batch, trained));
        const std::vector<std::int32_t> outputOf = layers::outputsOf(run.plan, batch);
        const auto columns = static_cast<std::size_t>(shape_.vocabulary);
        HostTensor out{"logits", {static_cast<std::int64_t>(outputOf.size()), shape_.vocabulary}, {}};
        out.data.resize(outputOf.size() * columns);
        eachLogits(run, [&](std::int64_t output, std::span<const float> row) {
            for (std::size_t i = 0; i < outputOf.size(); ++i)
                if (outputOf[i] == output)
                    std::copy(row.begin(), row.end(),
                              out.data.begin() + static_cast<std::ptrdiff_t>(i * columns));
        });
        return out;
    });
}

Result<HostTensor> DecoderBackbone::logProbs(const PackedBatch& batch, const TensorMap& trained,
                                             std::span<const std::int32_t> ids) {
    return guarded("the forward pass", [&]() -> Result<HostTensor> {
        for (std::int32_t id : ids)
            if (id < 0 || id >= shape_.vocabulary)
                return failed("token " + std::to_string(id) + " is not in the backbone's vocabulary");
        LATHE_TRY(run, forward(batch, trained));
        const std::vector<std::int32_t> outputOf = layers::outputsOf(run.plan, batch);
        const std::size_t columns = ids.empty() ? static_cast<std::size_t>(shape_.vocabulary) : ids.size();
        HostTensor out{"log_probabilities",
                       {static_cast<std::int64_t>(outputOf.size()), static_cast<std::int64_t>(columns)},
                       {}};
        out.data.resize(outputOf.size() * columns);
        const layers::Kernels& wide = layers::kernelsFor(Dtype::Float32);
        eachLogits(run, [&](std::int64_t output, std::span<const float> row) {
            float logSum = 0;
            wide.logSumExp(row.data(), &logSum, shape_.vocabulary, 0, 1);
            for (std::size_t i = 0; i < outputOf.size(); ++i)
                for (std::size_t k = 0; outputOf[i] == output && k < columns; ++k)
                    out.data[i * columns + k] =
                        row[ids.empty() ? k : static_cast<std::size_t>(ids[k])] - logSum;
        });
        return out;
    });
}

}  // namespace lathe
