// SPDX-License-Identifier: Apache-2.0
#include "core/engine/generation/past.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace lathe {

namespace {

/// Appends slots, joined to the run before where they follow it.
void addRun(std::vector<layers::KeyRun>& runs, std::int32_t first, const layers::KeyRun& run) {
    const auto begin = static_cast<std::ptrdiff_t>(first);
    if (static_cast<std::ptrdiff_t>(runs.size()) > begin &&
        runs.back().begin + runs.back().count == run.begin)
        runs.back().count += run.count;
    else if (run.count > 0)
        runs.push_back(run);
}

}  // namespace

std::vector<layers::Prefix> Past::prefixes(layers::Prefix Trained::*which) const {
    std::vector<layers::Prefix> all;
    for (const Lane& lane : lanes_) all.push_back(lane.trained.*which);
    return all;
}

Result<Past> Past::start(TransformerBackbone& backbone, std::vector<Input> inputs,
                         std::span<const std::int32_t> begin, std::int64_t spare) {
    Past past(backbone);
    std::vector<layers::BatchPlan> plans;
    for (Input& input : inputs) {
        std::vector<PackedRow> packed;
        for (const auto& context : input.contexts) packed.push_back({context, {}, begin});
        PackedBatch batch = pack(packed);
        for (std::size_t i = 0; i < batch.rows.size(); ++i) {
            const PackedBatch::Row& row = batch.rows[i];
            batch.predicted.push_back(row.begin + row.length - 1);
            batch.targets.push_back(0);
            batch.weights.push_back(0);
            const std::size_t given = begin.empty() ? input.contexts[i].size() : begin.size();
            past.contexts_.push_back({past.lanes_.size(), row, static_cast<std::int64_t>(given)});
        }
        LATHE_TRY(plan, layers::planBatch(batch, backbone.limits(input.trained)));
        plans.push_back(std::move(plan));
        past.lanes_.push_back({input.trained, std::move(batch.tokens), std::move(batch.encoderTokens),
                               std::move(batch.encoderRows), 0});
    }
    past.first_ = layers::joinPlans(std::move(plans));
    layers::StackPlan& plan = past.first_.main;
    const auto prefix = static_cast<std::int32_t>(plan.self.prefix);
    auto key = prefix;
    for (Lane& lane : past.lanes_) {
        lane.firstKey = key;
        key += static_cast<std::int32_t>(lane.tokens.size());
    }
    plan.slots.resize(static_cast<std::size_t>(plan.tokens));
    std::iota(plan.slots.begin(), plan.slots.end(), prefix);
    past.firstSlot_ = key;
    past.cache_ = backbone.model().main().makeCache(key + spare, past.prefixes(&Trained::prefix));
    plan.self.keyPositions.resize(static_cast<std::size_t>(past.cache_.slots));
    return past;
}

std::int64_t Past::room(std::size_t context) const {
    const Context& one = contexts_[context];
    return backbone_->shape().context - lanes_[one.input].trained.prefix.tokens - one.given;
}

Result<> Past::first(const Told& told) {
    std::vector<std::vector<std::int32_t>> tokens;
    for (const Lane& lane : lanes_) tokens.push_back(lane.tokens);
    return runPlan(first_, tokens, told);
}

void Past::planReading(const std::vector<Next>& next, layers::BatchPlan& whole) const {
    std::vector<layers::BatchPlan> plans(lanes_.size());
    std::vector<std::vector<PackedBatch::Row>> rows(lanes_.size());
    for (const Next& one : next) {
        const Context& context = contexts_[one.context];
        auto& own = rows[context.input];
        own.push_back({static_cast<std::int32_t>(own.size()), 1, context.row.reads});
    }
    for (std::size_t l = 0; l < lanes_.size(); ++l) {
        layers::StackPlan& plan = plans[l].main;
        plan.tokens = static_cast<std::int64_t>(rows[l].size());
        plan.encoded = static_cast<std::int64_t>(lanes_[l].encoderTokens.size());
        plan.cross = layers::planCross(rows[l], lanes_[l].encoderRows, lanes_[l].trained.cross.tokens);
    }
    whole.main.cross = layers::joinPlans(std::move(plans)).main.cross;
}

Result<> Past::run(const std::vector<Next>& next, const Told& told) {
    layers::BatchPlan whole;
    layers::StackPlan& plan = whole.main;
    plan.tokens = static_cast<std::int64_t>(next.size());
    plan.whole = true;
    plan.softBegin.assign(lanes_.size(), 0);
    layers::AttentionPlan &self = plan.self, &before = first_.main.self;
    self.prefix = before.prefix;
    self.front = before.front;
    std::vector<std::vector<std::int32_t>> tokens(lanes_.size());
    for (std::size_t i = 0; i < next.size(); ++i) {
        const Next& one = next[i];
        const Context& context = contexts_[one.context];
        const Lane& lane = lanes_[context.input];
        const layers::FrontPlan& front = before.fronts[context.input];
        layers::Span span;
        span.query = static_cast<std::int32_t>(i);
        span.queries = 1;
        span.front = front.front;
        span.prefix = front.prefix;
        span.prefixBegin = front.prefixBegin;
        span.frontBegin = front.frontBegin;
        span.run = static_cast<std::int32_t>(self.runs.size());
        addRun(self.runs, span.run, {lane.firstKey + context.row.begin, context.row.length});
        for (const layers::KeyRun& run : one.between) addRun(self.runs, span.run, run);
        addRun(self.runs, span.run, {one.slot, 1});
        span.runs = static_cast<std::int32_t>(self.runs.size()) - span.run;
        span.keys = span.front;
        for (std::int32_t r = span.run; r < span.run + span.runs; ++r)
            span.keys += self.runs[static_cast<std::size_t>(r)].count;
        self.spans.push_back(span);
        self.visible.push_back(span.keys);
        plan.positions.push_back(span.keys - 1);
        plan.slots.push_back(one.slot);
        plan.outputs.push_back(static_cast<std::int32_t>(i));
        before.keyPositions[static_cast<std::size_t>(one.slot)] = span.keys - 1;
        self.mostKeys = std::max<std::int64_t>(self.mostKeys, span.keys);
        tokens[context.input].push_back(one.token);
    }
    self.keyPositions = before.keyPositions;
    if (encoded_.data) planReading(next, whole);
    return runPlan(std::move(whole), tokens, told);
}

Result<> Past::runPlan(layers::BatchPlan plan, std::span<const std::vector<std::int32_t>> tokens,
                       const Told& told) {
    const bool reads = plan.encoder.tokens > 0;
    std::vector<TransformerBackbone::Lane> lanes;
    std::int64_t encoded = 0;
    for (std::size_t l = 0; l < lanes_.size(); ++l) {
        const std::vector<std::int32_t>& read = lanes_[l].encoderTokens;
        lanes.push_back({tokens[l], {}, &lanes_[l].trained});
        if (reads) lanes.back().encoderTokens = read;
        encoded += static_cast<std::int64_t>(read.size());
    }
    LATHE_TRY(run, backbone_->prepare(std::move(plan), lanes, {}, false));
    run.main->cache = &cache_;
    if (encoded_.data) run.main->crossCache = &encoded_;
    backbone_->forward(run);
    if (reads)
        encoded_ =
            backbone_->model().main().makeCrossCache(run.encoder->hidden, encoded, prefixes(&Trained::cross));
    backbone_->eachLogits(run, told);
    return {};
}

}  // namespace lathe
