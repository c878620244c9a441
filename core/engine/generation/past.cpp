// SPDX-License-Identifier: Apache-2.0
#include "core/engine/generation/past.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace lathe {

Result<Past> Past::start(DecoderBackbone& backbone, std::span<const std::vector<std::int32_t>> contexts,
                         const HostTensor* prompt, std::int64_t spare) {
    std::vector<PackedRow> packed;
    for (const auto& context : contexts) packed.push_back({context, {}});
    PackedBatch batch = pack(packed);
    for (const PackedBatch::Row& row : batch.rows) {
        batch.predicted.push_back(row.begin + row.length - 1);
        batch.targets.push_back(0);
        batch.weights.push_back(0);
    }
    const BackboneShape& shape = backbone.shape();
    LATHE_TRY(plan, layers::planBatch(batch, shape.vocabulary, prompt ? prompt->shape[0] : 0, shape.context));
    plan.slots.resize(batch.tokens.size());
    std::iota(plan.slots.begin(), plan.slots.end(), 0);

    Past past(backbone);
    past.firstSlot_ = static_cast<std::int32_t>(plan.tokens);
    past.cache_.slots = plan.tokens + spare;
    past.cache_.rowBytes = backbone.module().cacheRowBytes();
    past.cache_.pages =
        layers::Pages(static_cast<std::size_t>(past.cache_.slots * past.cache_.rowBytes * shape.layers));
    past.contexts_ = std::move(plan);
    past.contextTokens_ = batch.tokens;
    past.rows_ = batch.rows;
    past.prompt_ = prompt;
    return past;
}

Result<> Past::first(const Told& told) {
    return runPlan(contexts_, contextTokens_, prompt_, told);
}

Result<> Past::run(const std::vector<Next>& next, const Told& told) {
    layers::PackedPlan plan;
    plan.tokens = static_cast<std::int64_t>(next.size());
    plan.front = contexts_.front;
    std::vector<std::int32_t> tokens;
    for (std::size_t i = 0; i < next.size(); ++i) {
        const Next& one = next[i];
        const PackedBatch::Row& row = rows_[one.context];
        layers::Span span;
        span.query = static_cast<std::int32_t>(i);
        span.queries = 1;
        span.front = static_cast<std::int32_t>(contexts_.front);
        span.run = static_cast<std::int32_t>(plan.runs.size());
        plan.runs.push_back({row.begin, row.length});
        const auto add = [&](std::int32_t slot) {
            layers::KeyRun& last = plan.runs.back();
            if (last.begin + last.count == slot)
                ++last.count;
            else
                plan.runs.push_back({slot, 1});
        };
        for (std::int32_t slot : one.between) add(slot);
        add(one.slot);
        span.runs = static_cast<std::int32_t>(plan.runs.size()) - span.run;
        span.keys = span.front + row.length + static_cast<std::int32_t>(one.between.size()) + 1;
        plan.spans.push_back(span);
        plan.visible.push_back(span.keys);
        plan.positions.push_back(span.keys - 1);
        plan.slots.push_back(one.slot);
        plan.outputs.push_back(static_cast<std::int32_t>(i));
        plan.mostKeys = std::max<std::int64_t>(plan.mostKeys, span.keys);
        tokens.push_back(one.token);
    }
    plan.outputSpans = plan.spans;
    plan.outputVisible = plan.visible;
    plan.chunks = {0, static_cast<std::int32_t>(plan.spans.size())};
    return runPlan(std::move(plan), tokens, nullptr, told);
}

Result<> Past::runPlan(layers::PackedPlan plan, std::span<const std::int32_t> tokens,
                       const HostTensor* prompt, const Told& told) {
    LATHE_TRY(run, backbone_->prepare(std::move(plan), tokens, prompt, {}, false));
    backbone_->module().forward(run.plan, *run.work, &cache_);
    backbone_->eachLogits(run, [&](std::int64_t output, std::span<const float> logits) {
        told(static_cast<std::size_t>(output), logits);
    });
    return {};
}

}  // namespace lathe
