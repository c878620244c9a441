// SPDX-License-Identifier: Apache-2.0
#include "core/engine/generation/past.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace lathe {

Result<Past> Past::start(TransformerBackbone& backbone, std::span<const std::vector<std::int32_t>> contexts,
                         std::span<const std::int32_t> begin, const Trained& trained, std::int64_t spare) {
    std::vector<PackedRow> packed;
    for (const auto& context : contexts) packed.push_back({context, {}, begin});
    PackedBatch batch = pack(packed);
    for (const PackedBatch::Row& row : batch.rows) {
        batch.predicted.push_back(row.begin + row.length - 1);
        batch.targets.push_back(0);
        batch.weights.push_back(0);
    }
    LATHE_TRY(whole, layers::planBatch(batch, backbone.limits(trained)));
    layers::StackPlan& plan = whole.main;
    const std::int64_t prefix = plan.self.prefix;
    plan.slots.resize(batch.tokens.size());
    std::iota(plan.slots.begin(), plan.slots.end(), static_cast<std::int32_t>(prefix));

    Past past(backbone);
    past.trained_ = trained;
    past.firstSlot_ = static_cast<std::int32_t>(prefix + plan.tokens);
    past.cache_ = backbone.model().main().makeCache(prefix + plan.tokens + spare, trained.prefix);
    plan.self.keyPositions.resize(static_cast<std::size_t>(past.cache_.slots));
    past.contextTokens_ = batch.tokens;
    past.encoderTokens_ = batch.encoderTokens;
    past.rows_ = batch.rows;
    past.encoderRows_ = batch.encoderRows;
    past.contexts_ = std::move(whole);
    return past;
}

Result<> Past::first(const Told& told) {
    return runPlan(contexts_, contextTokens_, told);
}

Result<> Past::run(const std::vector<Next>& next, const Told& told) {
    layers::BatchPlan whole;
    layers::StackPlan& plan = whole.main;
    plan.tokens = static_cast<std::int64_t>(next.size());
    plan.whole = true;
    layers::AttentionPlan &self = plan.self, &before = contexts_.main.self;
    const auto prefix = static_cast<std::int32_t>(before.prefix);
    self.prefix = prefix;
    self.front = before.front;
    std::vector<PackedBatch::Row> rows;
    std::vector<std::int32_t> tokens;
    for (std::size_t i = 0; i < next.size(); ++i) {
        const Next& one = next[i];
        const PackedBatch::Row& row = rows_[one.context];
        layers::Span span;
        span.query = static_cast<std::int32_t>(i);
        span.queries = 1;
        span.front = static_cast<std::int32_t>(self.front);
        span.run = static_cast<std::int32_t>(self.runs.size());
        self.runs.push_back({prefix + row.begin, row.length});
        const auto add = [&](std::int32_t slot) {
            layers::KeyRun& last = self.runs.back();
            if (last.begin + last.count == slot)
                ++last.count;
            else
                self.runs.push_back({slot, 1});
        };
        for (std::int32_t slot : one.between) add(slot);
        add(one.slot);
        span.runs = static_cast<std::int32_t>(self.runs.size()) - span.run;
        span.keys = span.front + row.length + static_cast<std::int32_t>(one.between.size()) + 1;
        self.spans.push_back(span);
        self.visible.push_back(span.keys);
        plan.positions.push_back(span.keys - 1);
        plan.slots.push_back(one.slot);
        plan.outputs.push_back(static_cast<std::int32_t>(i));
        before.keyPositions[static_cast<std::size_t>(one.slot)] = span.keys - 1;
        self.mostKeys = std::max<std::int64_t>(self.mostKeys, span.keys);
        tokens.push_back(one.token);
        rows.push_back({span.query, 1, row.reads});
    }
    self.keyPositions = before.keyPositions;
    if (!encoderRows_.empty()) plan.cross = layers::planCross(rows, encoderRows_, trained_.cross.tokens);
    return runPlan(std::move(whole), tokens, told);
}

Result<> Past::runPlan(layers::BatchPlan plan, std::span<const std::int32_t> tokens, const Told& told) {
    const bool reads = plan.encoder.tokens > 0;
    TransformerBackbone::Lane lane{tokens, {}, &trained_};
    if (reads) lane.encoderTokens = encoderTokens_;
    LATHE_TRY(run, backbone_->prepare(std::move(plan), {&lane, 1}, {}, false));
    run.main->cache = &cache_;
    if (!encoderRows_.empty() && !reads) run.main->crossCache = &encoded_;
    backbone_->forward(run);
    if (reads)
        encoded_ = backbone_->model().main().makeCrossCache(
            run.encoder->hidden, static_cast<std::int64_t>(encoderTokens_.size()), trained_.cross);
    backbone_->eachLogits(run, [&](std::int64_t output, std::span<const float> logits) {
        told(static_cast<std::size_t>(output), logits);
    });
    return {};
}

}  // namespace lathe
