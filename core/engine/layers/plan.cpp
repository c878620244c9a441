// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/plan.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace lathe::layers {

namespace {

// Enough pieces for many threads, few enough that their sums stay small.
constexpr std::size_t kChunks = 16;

using Rows = std::vector<PackedBatch::Row>;

/// Tokens, positions and rows of one stack; `prefix`: positions in front of position 0.
Result<> checkRows(const std::vector<std::int32_t>& tokens, const std::vector<std::int32_t>& positions,
                   const Rows& rows, std::int64_t shared, std::int64_t prefix, const PlanLimits& limits) {
    const auto count = static_cast<std::int64_t>(tokens.size());
    if (count == 0) return failed("the batch holds no token");
    if (positions.size() != tokens.size()) return failed("the batch has not one position a token");
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const std::int64_t token = tokens[i];
        if (token >= limits.vocabulary)
            return failed("token " + std::to_string(token) + " is not in the backbone's vocabulary of " +
                              std::to_string(limits.vocabulary),
                          {}, "use the backbone's own tokenizer");
        if (token < 0 && -1 - token >= limits.slots)
            return failed("soft slot " + std::to_string(-1 - token) + " has no vector: the prompt holds " +
                          std::to_string(limits.slots));
        if (positions[i] < 0 || positions[i] + prefix >= limits.context)
            return failed("a row is longer than the backbone's context of " + std::to_string(limits.context) +
                              " tokens",
                          {}, "lower task.max_tokens");
    }
    std::int64_t end = shared;
    if (end < 0) return failed("the batch's shared front has a negative length");
    for (const PackedBatch::Row& row : rows) {
        if (row.begin != end || row.length < 0) return failed("the batch's rows do not lie end to end");
        end += row.length;
    }
    if (end != count) return failed("the batch's rows do not cover its tokens");
    return {};
}

Result<> check(const PackedBatch& batch, const PlanLimits& limits) {
    LATHE_CHECK(checkRows(batch.tokens, batch.positions, batch.rows, batch.shared, limits.prefix, limits));
    const auto tokens = static_cast<std::int32_t>(batch.tokens.size());
    if (batch.targets.size() != batch.predicted.size() || batch.weights.size() != batch.predicted.size())
        return failed("the batch has not one target and weight for each predicted position");
    for (std::int32_t position : batch.predicted)
        if (position < 0 || position >= tokens) return failed("a predicted position lies outside the batch");
    for (std::int32_t target : batch.targets)
        if (target < 0 || target >= limits.vocabulary)
            return failed("target token " + std::to_string(target) +
                          " is not in the backbone's vocabulary of " + std::to_string(limits.vocabulary));
    if (batch.causal != (limits.kind != BackboneKind::Masked))
        return failed("the batch's rows are made for a backbone of another kind");
    const bool decodesEncoder = limits.kind == BackboneKind::EncoderDecoder;
    if (batch.shared > 0 && (decodesEncoder || !batch.causal))
        return failed("rows of this backbone cannot share their front");
    if (decodesEncoder == batch.encoderRows.empty())
        return failed(decodesEncoder ? "the batch has no rows for the encoder"
                                     : "the backbone has no encoder");
    for (const PackedBatch::Row& row : batch.rows)
        if (!row.past.empty() &&
            (limits.kind != BackboneKind::Decoder || batch.shared > 0 || limits.prefix > 0 || !row.stored))
            return failed("a row of the batch goes on behind keys and values that are not there");
    for (const PackedBatch::Row& row : batch.rows)
        if (decodesEncoder &&
            (row.reads < 0 || row.reads >= static_cast<std::int32_t>(batch.encoderRows.size())))
            return failed("a row of the batch reads no row of the encoder");
    return {};
}

void planChunks(AttentionPlan& plan) {
    const std::size_t spans = plan.spans.size();
    const std::size_t pieces = std::max<std::size_t>(1, plan.front > 0 ? std::min(kChunks, spans) : spans);
    plan.chunks = {0};
    for (std::size_t c = 1; c <= pieces; ++c) {
        std::size_t border = spans * c / pieces;
        while (border < spans && plan.spans[border].more) ++border;
        plan.chunks.push_back(static_cast<std::int32_t>(border));
    }
}

/// The whole front lies in one piece at the buffer's begin.
void planFront(AttentionPlan& plan) {
    plan.fronts = {{static_cast<std::int32_t>(plan.front), static_cast<std::int32_t>(plan.prefix), 0,
                    static_cast<std::int32_t>(plan.prefix), 0, static_cast<std::int32_t>(plan.chunkCount())}};
    for (Span& span : plan.spans) {
        span.prefix = static_cast<std::int32_t>(plan.prefix);
        span.frontBegin = span.prefix;
    }
}

/// Self attention of a shared front and of rows behind it.
AttentionPlan planSelf(const Rows& rows, std::int32_t shared, std::int64_t prefix, bool causal,
                       std::size_t tokens) {
    AttentionPlan plan;
    const auto before = static_cast<std::int32_t>(prefix);
    const std::int32_t front = before + shared;
    plan.prefix = prefix;
    plan.front = front;
    plan.visible.resize(tokens);
    for (std::int32_t i = 0; i < shared; ++i) plan.visible[static_cast<std::size_t>(i)] = before + i + 1;
    if (shared > 0) plan.spans.push_back({0, shared, front, 0, 0, front});
    for (const PackedBatch::Row& row : rows) {
        if (row.length == 0) continue;
        const auto run = static_cast<std::int32_t>(plan.runs.size());
        const auto past = static_cast<std::int32_t>(row.past.size());
        plan.runs.push_back({before + row.begin, row.length});
        Span span{row.begin, row.length, front, run, 1, front + past + row.length};
        span.past = past;
        span.stored = row.stored;
        plan.spans.push_back(span);
        for (std::int32_t i = 0; i < row.length; ++i)
            plan.visible[static_cast<std::size_t>(row.begin + i)] =
                front + past + (causal ? i + 1 : row.length);
    }
    for (const Span& span : plan.spans) plan.mostKeys = std::max<std::int64_t>(plan.mostKeys, span.keys);
    planChunks(plan);
    planFront(plan);
    return plan;
}

void planSoft(StackPlan& plan, const std::vector<std::int32_t>& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (tokens[i] < 0) {
            plan.softRows.push_back(static_cast<std::int32_t>(i));
            plan.softSlots.push_back(~tokens[i]);
        }
}

}  // namespace

void planOutputs(AttentionPlan& plan, const std::vector<std::int32_t>& outputs) {
    for (std::int32_t position : outputs)
        plan.outputVisible.push_back(plan.visible[static_cast<std::size_t>(position)]);
    for (Span span : plan.spans) {
        const auto from = std::lower_bound(outputs.begin(), outputs.end(), span.query);
        const auto to = std::lower_bound(from, outputs.end(), span.query + span.queries);
        span.query = static_cast<std::int32_t>(from - outputs.begin());
        span.queries = static_cast<std::int32_t>(to - from);
        plan.outputSpans.push_back(span);
    }
}

AttentionPlan planCross(const Rows& rows, const Rows& encoderRows, std::int64_t prefix) {
    AttentionPlan plan;
    const auto before = static_cast<std::int32_t>(prefix);
    plan.prefix = plan.front = prefix;
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return rows[a].reads < rows[b].reads; });
    auto next = order.begin();
    for (std::size_t e = 0; e < encoderRows.size(); ++e) {
        const PackedBatch::Row& read = encoderRows[e];
        // A row that nothing reads has a span too: its keys' gradients are zeros.
        Span span{0, 0, before, static_cast<std::int32_t>(plan.runs.size()), 1, before + read.length};
        plan.runs.push_back({before + read.begin, read.length});
        for (; next != order.end() && rows[*next].reads == static_cast<std::int32_t>(e); ++next) {
            const PackedBatch::Row& row = rows[*next];
            if (span.queries > 0 && span.query + span.queries == row.begin) {
                span.queries += row.length;
                continue;
            }
            if (span.queries > 0) {
                plan.spans.push_back(span);
                span.more = true;
            }
            span.query = row.begin;
            span.queries = row.length;
        }
        plan.spans.push_back(span);
    }
    std::size_t tokens = 0;
    for (const PackedBatch::Row& row : rows) tokens += static_cast<std::size_t>(row.length);
    plan.visible.resize(tokens);
    for (const Span& span : plan.spans) {
        plan.mostKeys = std::max<std::int64_t>(plan.mostKeys, span.keys);
        for (std::int32_t i = 0; i < span.queries; ++i)
            plan.visible[static_cast<std::size_t>(span.query + i)] = span.keys;
    }
    planChunks(plan);
    planFront(plan);
    return plan;
}

Result<StackPlan> planEncoder(const PackedBatch& batch, const PlanLimits& limits) {
    // Positions are not shifted by a prefix here, and it has no relative bias.
    LATHE_CHECK(checkRows(batch.encoderTokens, batch.encoderPositions, batch.encoderRows, 0, 0, limits));
    StackPlan plan;
    plan.tokens = static_cast<std::int64_t>(batch.encoderTokens.size());
    plan.positions = batch.encoderPositions;
    plan.self = planSelf(batch.encoderRows, 0, limits.encoderPrefix, false, batch.encoderTokens.size());
    plan.self.keyPositions.assign(static_cast<std::size_t>(limits.encoderPrefix), -1);
    plan.self.keyPositions.insert(plan.self.keyPositions.end(), plan.positions.begin(), plan.positions.end());
    plan.outputs.resize(batch.encoderTokens.size());
    std::iota(plan.outputs.begin(), plan.outputs.end(), 0);
    plan.whole = true;
    planSoft(plan, batch.encoderTokens);
    return plan;
}

Result<BatchPlan> planBatch(const PackedBatch& batch, const PlanLimits& limits) {
    LATHE_CHECK(check(batch, limits));
    BatchPlan all;
    StackPlan& plan = all.main;
    plan.tokens = static_cast<std::int64_t>(batch.tokens.size());
    // Tokens stand behind the prefix in position too.
    std::vector<std::int32_t> keyPositions(static_cast<std::size_t>(limits.prefix));
    std::iota(keyPositions.begin(), keyPositions.end(), 0);
    for (std::int32_t position : batch.positions) {
        plan.positions.push_back(position + static_cast<std::int32_t>(limits.prefix));
        keyPositions.push_back(plan.positions.back());
    }
    plan.self = planSelf(batch.rows, batch.shared, limits.prefix, batch.causal, batch.tokens.size());
    plan.self.keyPositions = std::move(keyPositions);
    plan.outputs = batch.predicted;
    std::sort(plan.outputs.begin(), plan.outputs.end());
    plan.outputs.erase(std::unique(plan.outputs.begin(), plan.outputs.end()), plan.outputs.end());
    plan.whole = plan.outputs.size() == batch.tokens.size();
    planOutputs(plan.self, plan.outputs);
    planSoft(plan, batch.tokens);
    if (limits.kind != BackboneKind::EncoderDecoder) return all;
    LATHE_TRY(encoder, planEncoder(batch, limits));
    all.encoder = std::move(encoder);
    plan.encoded = all.encoder.tokens;
    plan.cross = planCross(batch.rows, batch.encoderRows, limits.crossPrefix);
    planOutputs(plan.cross, plan.outputs);
    return all;
}

std::vector<std::int32_t> outputsOf(const StackPlan& plan, const PackedBatch& batch) {
    std::vector<std::int32_t> out;
    out.reserve(batch.predicted.size());
    for (std::int32_t position : batch.predicted)
        out.push_back(static_cast<std::int32_t>(
            std::lower_bound(plan.outputs.begin(), plan.outputs.end(), position) - plan.outputs.begin()));
    return out;
}

}  // namespace lathe::layers
