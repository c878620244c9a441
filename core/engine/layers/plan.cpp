// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/plan.h"

#include <algorithm>
#include <string>

namespace lathe::layers {

namespace {

// Enough pieces for many threads, few enough that their sums stay small.
constexpr std::size_t kChunks = 16;

Result<> check(const PackedBatch& batch, std::int64_t vocabulary, std::int64_t slots, std::int64_t context) {
    const auto tokens = static_cast<std::int64_t>(batch.tokens.size());
    if (tokens == 0) return failed("the batch holds no token");
    if (batch.positions.size() != batch.tokens.size())
        return failed("the batch has not one position a token");
    for (std::int64_t i = 0; i < tokens; ++i) {
        const std::int64_t token = batch.tokens[static_cast<std::size_t>(i)];
        if (token >= vocabulary)
            return failed("token " + std::to_string(token) + " is not in the backbone's vocabulary of " +
                              std::to_string(vocabulary),
                          {}, "use the backbone's own tokenizer");
        if (token < 0 && -1 - token >= slots)
            return failed("soft slot " + std::to_string(-1 - token) + " has no vector: the prompt holds " +
                          std::to_string(slots));
        const std::int64_t position = batch.positions[static_cast<std::size_t>(i)];
        if (position < 0 || position >= context)
            return failed(
                "a row is longer than the backbone's context of " + std::to_string(context) + " tokens", {},
                "lower task.max_tokens");
    }
    std::int64_t end = batch.shared;
    if (end < 0) return failed("the batch's shared front has a negative length");
    for (const PackedBatch::Row& row : batch.rows) {
        if (row.begin != end || row.length < 0) return failed("the batch's rows do not lie end to end");
        end += row.length;
    }
    if (end != tokens) return failed("the batch's rows do not cover its tokens");
    if (batch.targets.size() != batch.predicted.size() || batch.weights.size() != batch.predicted.size())
        return failed("the batch has not one target and weight for each predicted position");
    for (std::int32_t position : batch.predicted)
        if (position < 0 || position >= tokens) return failed("a predicted position lies outside the batch");
    for (std::int32_t target : batch.targets)
        if (target < 0 || target >= vocabulary)
            return failed("target token " + std::to_string(target) +
                          " is not in the backbone's vocabulary of " + std::to_string(vocabulary));
    return {};
}

}  // namespace

Result<PackedPlan> planBatch(const PackedBatch& batch, std::int64_t vocabulary, std::int64_t slots,
                             std::int64_t context) {
    if (auto checked = check(batch, vocabulary, slots, context); !checked)
        return tl::unexpected(checked.error());
    PackedPlan plan;
    plan.tokens = static_cast<std::int64_t>(batch.tokens.size());
    plan.front = batch.shared;
    plan.positions = batch.positions;
    plan.visible.resize(batch.tokens.size());
    for (std::int32_t i = 0; i < batch.shared; ++i) plan.visible[static_cast<std::size_t>(i)] = i + 1;
    if (batch.shared > 0) plan.spans.push_back({0, batch.shared, batch.shared, 0, 0, batch.shared});
    for (const PackedBatch::Row& row : batch.rows) {
        if (row.length == 0) continue;
        const auto run = static_cast<std::int32_t>(plan.runs.size());
        plan.runs.push_back({row.begin, row.length});
        plan.spans.push_back({row.begin, row.length, batch.shared, run, 1, batch.shared + row.length});
        for (std::int32_t i = 0; i < row.length; ++i)
            plan.visible[static_cast<std::size_t>(row.begin + i)] = batch.shared + i + 1;
    }
    for (const Span& span : plan.spans) plan.mostKeys = std::max<std::int64_t>(plan.mostKeys, span.keys);

    plan.outputs = batch.predicted;
    std::sort(plan.outputs.begin(), plan.outputs.end());
    plan.outputs.erase(std::unique(plan.outputs.begin(), plan.outputs.end()), plan.outputs.end());
    for (std::int32_t position : plan.outputs)
        plan.outputVisible.push_back(plan.visible[static_cast<std::size_t>(position)]);
    for (Span span : plan.spans) {
        const auto from = std::lower_bound(plan.outputs.begin(), plan.outputs.end(), span.query);
        const auto to = std::lower_bound(from, plan.outputs.end(), span.query + span.queries);
        span.query = static_cast<std::int32_t>(from - plan.outputs.begin());
        span.queries = static_cast<std::int32_t>(to - from);
        plan.outputSpans.push_back(span);
    }
    for (std::size_t i = 0; i < batch.tokens.size(); ++i)
        if (batch.tokens[i] < 0) {
            plan.softRows.push_back(static_cast<std::int32_t>(i));
            plan.softSlots.push_back(~batch.tokens[i]);
        }
    const std::size_t pieces = plan.front > 0 ? std::min(kChunks, plan.spans.size()) : plan.spans.size();
    for (std::size_t c = 0; c <= pieces; ++c)
        plan.chunks.push_back(
            static_cast<std::int32_t>(plan.spans.size() * c / std::max<std::size_t>(pieces, 1)));
    return plan;
}

std::vector<std::int32_t> outputsOf(const PackedPlan& plan, const PackedBatch& batch) {
    std::vector<std::int32_t> out;
    out.reserve(batch.predicted.size());
    for (std::int32_t position : batch.predicted)
        out.push_back(static_cast<std::int32_t>(
            std::lower_bound(plan.outputs.begin(), plan.outputs.end(), position) - plan.outputs.begin()));
    return out;
}

}  // namespace lathe::layers
