// SPDX-License-Identifier: Apache-2.0
#include "core/engine/transformer_backbone.h"

#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "core/engine/layers/guard.h"
#include "core/engine/machine.h"
#include "core/engine/parallel/parallel.h"
#include "core/engine/plain/plain_step.h"

namespace lathe {

using layers::Arena;

namespace {
constexpr double kGib = 1024.0 * 1024.0 * 1024.0;

std::string gib(double bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GiB", bytes / kGib);
    return text;
}

/// The targets of several batches, by output of their joined plan.
struct Targeted {
    std::vector<std::int32_t> outputOf, wanted;
    std::vector<float> weights;
    std::vector<std::size_t> targetsEnd, outputsEnd;  ///< of each batch
    std::size_t outputs = 0;

    /// Refuses targets outside of `restricted` (empty: all are inside).
    Result<> add(const layers::StackPlan& plan, const PackedBatch& batch,
                 std::span<const std::int32_t> restricted) {
        for (const std::int32_t output : layers::outputsOf(plan, batch))
            outputOf.push_back(output + static_cast<std::int32_t>(outputs));
        for (const std::int32_t target : batch.targets) {
            const auto at = std::find(restricted.begin(), restricted.end(), target);
            if (!restricted.empty() && at == restricted.end())
                return failed("a target is none of the tokens that the loss is restricted to", "task.loss");
            wanted.push_back(restricted.empty() ? target
                                                : static_cast<std::int32_t>(at - restricted.begin()));
        }
        weights.insert(weights.end(), batch.weights.begin(), batch.weights.end());
        outputs += static_cast<std::size_t>(plan.outputCount());
        outputsEnd.push_back(outputs);
        targetsEnd.push_back(wanted.size());
        return {};
    }

    /// Gives each batch its outputs' losses, added up in their order, and its targets' log-probabilities.
    void give(const std::vector<double>& losses, const std::vector<float>& grouped,
              const layers::Targets& targets, std::vector<StepResult>& results) const {
        std::vector<float> inOrder(grouped.size());
        for (std::size_t i = 0; i < grouped.size(); ++i)
            inOrder[static_cast<std::size_t>(targets.place[i])] = grouped[i];
        for (std::size_t lane = 0, output = 0, target = 0; lane < results.size(); ++lane) {
            for (; output < outputsEnd[lane]; ++output) results[lane].loss += losses[output];
            for (; target < targetsEnd[lane]; ++target) results[lane].logProbs.push_back(inOrder[target]);
        }
    }
};

/// Those that the model keeps: a table that was only read on the way to another is nobody's weight.
std::vector<layers::WeightPlace> placesIn(const layers::Transformer& model,
                                          std::vector<layers::WeightPlace> places) {
    std::erase_if(places, [&](const layers::WeightPlace& place) { return !model.holds(place.data); });
    return places;
}

}  // namespace

TransformerBackbone::TransformerBackbone(BackboneShape shape, Dtype dtype,
                                         std::unique_ptr<layers::Transformer> model,
                                         std::vector<layers::WeightPlace> places)
    : shape_(std::move(shape)),
      dtype_(dtype),
      model_(std::move(model)),
      tuned_(placesIn(*model_, std::move(places))),
      kernels_(layers::kernelsFor(dtype)) {}

std::vector<Backbone::WeightInfo> TransformerBackbone::weights() const {
    std::vector<WeightInfo> all;
    for (const layers::WeightPlace& place : tuned_.places()) all.push_back({place.name, place.shape});
    return all;
}

Result<StepResult> TransformerBackbone::plain(const PackedBatch& batch, const TensorMap& tensors,
                                              const LossOptions& loss, bool wantGradient) {
    LATHE_CHECK(tuned_.put(tensors));
    if (dtype_ != Dtype::Float32 && std::any_of(tensors.begin(), tensors.end(), isWeight))
        return badCall(
            "weights are trained in float32, and this backbone is " + std::string(dtypeName(dtype_)),
            "backbone.dtype", "set it to float32 or auto");
    LATHE_TRY(trained, readTrained(tensors, *model_, shape_.kind));
    LATHE_CHECK(layers::planBatch(batch, limits(trained)));
    const std::uint64_t needed = plainBytes(*model_, batch, tensors), free = availableMemory();
    // What an earlier batch took is still this process's.
    if (free > 0 && needed > free + plainMost_)
        return failed("this batch needs " + gib(static_cast<double>(needed)) + " of memory, " +
                          gib(static_cast<double>(free + plainMost_)) + " are free",
                      {}, "use a smaller batch, shorter rows or fewer layers");
    plainMost_ = std::max(plainMost_, needed);
    return plainStep(*model_, shape_.kind, tuned_.places(), batch, tensors, loss, wantGradient);
}

Json TransformerBackbone::resolved() const {
    Json out = Json::object({{"dtype", Json(dtypeName(dtype_))},
                             {"threads", Json(threadCount())},
                             {"device", Json(device_ ? "cuda" : "cpu")},
                             {"cpu", Json(cpuFeatures())},
                             {"libtorch", Json(TORCH_VERSION)}});
    if (device_) out.set("device_name", deviceName_);
    return out;
}

layers::PlanLimits TransformerBackbone::limits(const Trained& trained) const {
    layers::PlanLimits out{shape_.kind, shape_.vocabulary, shape_.context, trained.slots()};
    out.prefix = trained.prefix.tokens;
    out.encoderPrefix = trained.encoder.tokens;
    out.crossPrefix = trained.cross.tokens;
    return out;
}

TransformerBackbone::Prepared TransformerBackbone::layOut(layers::BatchPlan plan, std::span<const Lane> lanes,
                                                          std::span<const std::int32_t> restricted, bool keep,
                                                          Arena& arena) const {
    Prepared out;
    out.plan = std::move(plan);
    const layers::StackPlan& encoder = out.plan.encoder;
    const bool encoderPrefix = std::any_of(lanes.begin(), lanes.end(),
                                           [](const Lane& lane) { return lane.trained->encoder.tokens > 0; });
    const bool keepEncoder = keep && (!encoder.softRows.empty() || encoderPrefix);
    if (encoder.tokens > 0) out.encoder = model_->encoder()->layOut(encoder, keepEncoder, arena);
    out.main = model_->main().layOut(out.plan.main, keep, arena);
    for (const Lane& lane : lanes) {
        const Trained& trained = *lane.trained;
        if (out.encoder) out.encoder->lanes.push_back({trained.encoder, {}, {}});
        out.main->lanes.push_back({trained.prefix, trained.cross, trained.infix});
    }
    if (out.encoder) out.main->encoded = out.encoder->hidden;
    if (keepEncoder) out.main->dEncoded = arena.floats(encoder.tokens * model_->encoder()->shape().width);
    out.head.emplace(model_->head(), restricted, out.plan.main.outputCount(), arena);
    return out;
}

std::uint64_t TransformerBackbone::workBytes(const PackedBatch& batch, const TensorMap& tensors) const {
    if (std::any_of(tensors.begin(), tensors.end(), isWeight)) return plainBytes(*model_, batch, tensors);
    const auto trained = readTrained(tensors, *model_, shape_.kind);
    if (!trained) return 0;
    auto plan = layers::planBatch(batch, limits(*trained));
    if (!plan) return 0;
    Arena arena;
    const Lane lane{batch.tokens, batch.encoderTokens, &*trained};
    layOut(std::move(*plan), {&lane, 1}, {}, true, arena);
    return arena.used();
}

void TransformerBackbone::embed(std::span<const std::int32_t> tokens, const HostTensor* prompt,
                                const layers::Matrix& table, float* stream) const {
    const auto width = static_cast<std::size_t>(shape_.width);
    const float scale = model_->embeddingScale();
    parallelRange(static_cast<std::int64_t>(tokens.size()), 64, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
            float* to = stream + i * width;
            if (tokens[i] < 0 && !prompt) {  // an infix's: nothing looks at it
                std::memset(to, 0, width * 4);
                continue;
            }
            if (tokens[i] < 0) {
                std::memcpy(to, prompt->data.data() + static_cast<std::size_t>(~tokens[i]) * width,
                            width * 4);
                continue;
            }
            kernels_.widen(table.row(tokens[i]), to, shape_.width);
            for (std::size_t k = 0; scale != 1 && k < width; ++k) to[k] *= scale;
        }
    });
}

Result<TransformerBackbone::Prepared> TransformerBackbone::prepare(layers::BatchPlan plan,
                                                                   std::span<const Lane> lanes,
                                                                   std::span<const std::int32_t> restricted,
                                                                   bool keep) {
    Arena measure;
    const Prepared counted = layOut(plan, lanes, restricted, keep, measure);
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
    Prepared out = layOut(std::move(plan), lanes, restricted, keep, arena);
    out.head->prepare();
    float* stream = out.main->stream;
    float* encoderStream = out.encoder ? out.encoder->stream : nullptr;
    for (const Lane& lane : lanes) {
        const HostTensor* prompt = lane.trained->prompt;
        embed(lane.tokens, prompt, model_->decoderEmbedding(), stream);
        stream += static_cast<std::int64_t>(lane.tokens.size()) * shape_.width;
        if (!encoderStream) continue;
        embed(lane.encoderTokens, prompt, prompt ? model_->embedding() : model_->encoderEmbedding(),
              encoderStream);
        encoderStream += static_cast<std::int64_t>(lane.encoderTokens.size()) * shape_.width;
    }
    return out;
}

Result<TransformerBackbone::Prepared> TransformerBackbone::prepare(const PackedBatch& batch,
                                                                   const Trained& trained,
                                                                   std::span<const std::int32_t> restricted,
                                                                   bool keep) {
    LATHE_TRY(plan, layers::planBatch(batch, limits(trained)));
    const Lane lane{batch.tokens, batch.encoderTokens, &trained};
    return prepare(std::move(plan), {&lane, 1}, restricted, keep);
}

void TransformerBackbone::forward(Prepared& run) const {
    if (run.encoder) model_->encoder()->forward(run.plan.encoder, *run.encoder);
    model_->main().forward(run.plan.main, *run.main);
}

Result<Profile> TransformerBackbone::bareProducts(const PackedBatch& batch, const TensorMap& tensors,
                                                  bool plain) {
    return guarded("the measurement", [&]() -> Result<Profile> {
        LATHE_TRY(trained, readTrained(tensors, *model_, shape_.kind));
        LATHE_TRY(run, prepare(batch, trained, {}, false));
        Profile profile;
        run.main->profile = &profile;
        layers::BareStep main{.plain = plain, .prefix = trained.prefix.tokens > 0};
        if (run.encoder) {
            run.encoder->profile = &profile;
            layers::BareStep encoder{.plain = plain, .prefix = trained.encoder.tokens > 0};
            main.encoded = encoder.back = encoder.prefix || !run.plan.encoder.softRows.empty();
            model_->encoder()->bareProducts(run.plan.encoder, *run.encoder, encoder);
        }
        model_->main().bareProducts(run.plan.main, *run.main, main);
        run.head->bareProducts(run.main->hidden, run.plan.main.outputCount(), &profile);
        return profile;
    });
}

void TransformerBackbone::backward(Prepared& run, std::span<HostTensor* const> prompts) const {
    const auto width = static_cast<std::size_t>(shape_.width);
    const auto addSoft = [&](const layers::StackPlan& plan, const layers::StackWork& work) {
        for (std::size_t lane = 0; lane < prompts.size(); ++lane) {
            const std::size_t end = lane + 1 < plan.softBegin.size()
                                        ? static_cast<std::size_t>(plan.softBegin[lane + 1])
                                        : plan.softSlots.size();
            for (auto i = static_cast<std::size_t>(plan.softBegin[lane]); prompts[lane] && i < end; ++i) {
                float* to = prompts[lane]->data.data() + static_cast<std::size_t>(plan.softSlots[i]) * width;
                for (std::size_t k = 0; k < width; ++k) to[k] += work.softGradient[i * width + k];
            }
        }
    };
    layers::StackWork& main = *run.main;
    const std::int64_t encoded = run.plan.encoder.tokens * shape_.width;
    if (main.dEncoded) std::memset(main.dEncoded, 0, static_cast<std::size_t>(encoded * 4));
    model_->main().backward(run.plan.main, main);
    addSoft(run.plan.main, main);
    if (!main.dEncoded) return;
    kernels_.narrow(main.dEncoded, run.encoder->hidden, encoded);
    model_->encoder()->backward(run.plan.encoder, *run.encoder);
    addSoft(run.plan.encoder, *run.encoder);
}

Result<StepResult> TransformerBackbone::step(const PackedBatch& batch, const TensorMap& tensors,
                                             const LossOptions& loss, bool wantGradient) {
    const StepInput input{&batch, &tensors};
    LATHE_TRY(results, stepTogether({&input, 1}, loss, wantGradient));
    return std::move(results.front());
}

Result<std::vector<StepResult>> TransformerBackbone::stepTogether(std::span<const StepInput> inputs,
                                                                  const LossOptions& loss,
                                                                  bool wantGradient) {
    using Results = std::vector<StepResult>;
    const auto tuned = [](const StepInput& input) {
        return std::any_of(input.trained->begin(), input.trained->end(), isWeight);
    };
    if (std::any_of(inputs.begin(), inputs.end(), tuned)) {
        if (device_)
            return failed("the backbone's own weights are not trained on a CUDA device yet",
                          "backbone.device", "set it to cpu");
        // Weights of its own stand in the way of sharing a pass with others.
        if (inputs.size() > 1) return Backbone::stepTogether(inputs, loss, wantGradient);
        if (wantGradient) {
            LATHE_TRY(result, plain(*inputs.front().batch, *inputs.front().trained, loss, true));
            Results results;
            results.push_back(std::move(result));
            return results;
        }
    }
    LATHE_CHECK(tuned_.put(inputs.empty() ? TensorMap{} : *inputs.front().trained));
    return guarded("the training step", [&]() -> Result<Results> {
        Results results(inputs.size());
        std::vector<Trained> trained;
        std::vector<layers::BatchPlan> plans;
        std::vector<Lane> lanes;
        Targeted targeted;
        bool keep = false;
        std::optional<Timed> planning(std::in_place, loss.profile, StepPart::Plan);
        trained.reserve(inputs.size());
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const PackedBatch& batch = *inputs[i].batch;
            const TensorMap& tensors = *inputs[i].trained;
            LATHE_TRY(read, readTrained(tensors, *model_, shape_.kind));
            trained.push_back(read);
            if (wantGradient) results[i].gradient = gradientOf(tensors, shape_.kind, trained.back());
            keep = keep || (wantGradient && !tensors.empty());
            lanes.push_back({batch.tokens, batch.encoderTokens, &trained.back()});
            LATHE_TRY(plan, layers::planBatch(batch, limits(trained.back())));
            LATHE_CHECK(targeted.add(plan.main, batch, loss.restricted));
            plans.push_back(std::move(plan));
        }
        layers::BatchPlan plan = layers::joinPlans(std::move(plans));
        if (device_) {
            if (plan.main.outputs.empty()) return results;
            device::EngineStep step{std::move(plan), {}, {}, loss.restricted, loss.zLoss, keep};
            step.profile = loss.profile;
            step.targets = layers::groupTargets(targeted.outputOf, targeted.wanted, targeted.weights,
                                                step.plan.main.outputCount());
            for (std::size_t i = 0; i < lanes.size(); ++i)
                step.lanes.push_back({lanes[i].tokens, lanes[i].encoderTokens, lanes[i].trained,
                                      find(results[i].gradient, "prompt")});
            const layers::Targets given = step.targets;
            planning.reset();
            LATHE_TRY(done, device_->step(std::move(step)));
            targeted.give(done.losses, done.logProb, given, results);
            return results;
        }
        LATHE_TRY(run, prepare(std::move(plan), lanes, loss.restricted, keep));
        planning.reset();
        run.main->profile = loss.profile;
        if (run.encoder) run.encoder->profile = loss.profile;
        const std::int64_t outputs = run.plan.main.outputCount();
        const layers::Targets targets =
            layers::groupTargets(targeted.outputOf, targeted.wanted, targeted.weights, outputs);
        forward(run);
        std::vector<float> grouped;
        const std::vector<double> losses =
            run.head->losses(run.main->hidden, outputs, targets, loss.zLoss, keep, grouped, loss.profile);
        targeted.give(losses, grouped, targets, results);
        std::vector<HostTensor*> prompts;
        for (StepResult& result : results) prompts.push_back(find(result.gradient, "prompt"));
        if (keep && outputs > 0) backward(run, prompts);
        return results;
    });
}

void TransformerBackbone::eachLogits(const Prepared& run, const ToldLogits& told) const {
    const std::int64_t outputs = run.plan.main.outputCount(), element = model_->head().matrix.elementBytes();
    const std::int64_t vocabulary = run.head->vocabulary();
    std::vector<std::vector<float>> wide(static_cast<std::size_t>(threadCount()));
    for (std::int64_t begin = 0; begin < outputs; begin += run.head->rowsAtATime()) {
        const std::int64_t count = std::min(run.head->rowsAtATime(), outputs - begin);
        const char* hidden = static_cast<const char*>(run.main->hidden) + begin * shape_.width * element;
        const auto* logits = static_cast<const char*>(run.main->cache ? run.head->fewLogits(hidden, count)
                                                                      : run.head->logits(hidden, count));
        parallelTasks(count, [&](std::int64_t row, std::int64_t thread) {
            told(begin + row, layers::LogitRow(logits + row * vocabulary * element, vocabulary, kernels_,
                                               wide[static_cast<std::size_t>(thread)]));
        });
    }
}

Result<TransformerBackbone::Prepared> TransformerBackbone::run(const PackedBatch& batch,
                                                               const TensorMap& tensors) {
    LATHE_CHECK(tuned_.put(tensors));
    LATHE_TRY(trained, readTrained(tensors, *model_, shape_.kind));
    LATHE_TRY(run, prepare(batch, trained, {}, false));
    forward(run);
    return run;
}

Result<device::EngineStep> TransformerBackbone::deviceStep(const PackedBatch& batch,
                                                           const Trained& trained) const {
    LATHE_TRY(plan, layers::planBatch(batch, limits(trained)));
    device::EngineStep step{
        std::move(plan), {{batch.tokens, batch.encoderTokens, &trained, nullptr}}, {}, {}, 0, false};
    step.targets.first.assign(static_cast<std::size_t>(step.plan.main.outputCount()) + 1, 0);
    return step;
}

Result<double> TransformerBackbone::deviceFloor(const PackedBatch& batch, const TensorMap& tensors,
                                                bool plain) {
    LATHE_TRY(trained, readTrained(tensors, *model_, shape_.kind));
    LATHE_TRY(step, deviceStep(batch, trained));
    step.gradient = true;
    return device_->bareProducts(std::move(step), plain);
}

Result<> TransformerBackbone::forEachLogits(
    const PackedBatch& batch, const TensorMap& tensors,
    const std::function<void(std::int64_t, std::span<const float>)>& told,
    std::vector<std::int32_t>& outputOf) {
    if (!device_) {
        LATHE_TRY(run, this->run(batch, tensors));
        outputOf = layers::outputsOf(run.plan.main, batch);
        eachLogits(run, [&](std::int64_t output, const layers::LogitRow& logits) { told(output, logits.wide()); });
        return {};
    }
    if (std::any_of(tensors.begin(), tensors.end(), isWeight))
        return failed("trained weights are not used on a CUDA device yet", "backbone.device",
                      "set it to cpu");
    LATHE_TRY(trained, readTrained(tensors, *model_, shape_.kind));
    LATHE_TRY(step, deviceStep(batch, trained));
    outputOf = layers::outputsOf(step.plan.main, batch);
    if (step.plan.main.outputs.empty()) return {};
    return device_->eachLogits(std::move(step), told);
}

Result<HostTensor> TransformerBackbone::logits(const PackedBatch& batch, const TensorMap& trained) {
    return guarded("the forward pass", [&]() -> Result<HostTensor> {
        const auto columns = static_cast<std::size_t>(shape_.vocabulary);
        HostTensor out{"logits", {static_cast<std::int64_t>(batch.predicted.size()), shape_.vocabulary}, {}};
        out.data.resize(batch.predicted.size() * columns);
        std::vector<std::int32_t> outputOf;
        LATHE_CHECK(forEachLogits(
            batch, trained,
            [&](std::int64_t output, std::span<const float> row) {
                for (std::size_t i = 0; i < outputOf.size(); ++i)
                    if (outputOf[i] == output)
                        std::copy(row.begin(), row.end(),
                                  out.data.begin() + static_cast<std::ptrdiff_t>(i * columns));
            },
            outputOf));
        return out;
    });
}

Result<HostTensor> TransformerBackbone::logProbs(const PackedBatch& batch, const TensorMap& trained,
                                                 std::span<const std::int32_t> ids) {
    return guarded("the forward pass", [&]() -> Result<HostTensor> {
        for (std::int32_t id : ids)
            if (id < 0 || id >= shape_.vocabulary)
                return failed("token " + std::to_string(id) + " is not in the backbone's vocabulary");
        const std::size_t columns = ids.empty() ? static_cast<std::size_t>(shape_.vocabulary) : ids.size();
        HostTensor out{
            "log_probabilities",
            {static_cast<std::int64_t>(batch.predicted.size()), static_cast<std::int64_t>(columns)},
            {}};
        out.data.resize(batch.predicted.size() * columns);
        const layers::Kernels& wide = layers::kernelsFor(Dtype::Float32);
        std::vector<std::int32_t> outputOf;
        LATHE_CHECK(forEachLogits(
            batch, trained,
            [&](std::int64_t output, std::span<const float> row) {
                float logSum = 0;
                wide.logSumExp(row.data(), &logSum, shape_.vocabulary, 0, 1);
                for (std::size_t i = 0; i < outputOf.size(); ++i)
                    for (std::size_t k = 0; outputOf[i] == output && k < columns; ++k)
                        out.data[i * columns + k] =
                            row[ids.empty() ? k : static_cast<std::size_t>(ids[k])] - logSum;
            },
            outputOf));
        return out;
    });
}

}  // namespace lathe
