// SPDX-License-Identifier: Apache-2.0
// Several batches' plans as one: every number that counts rows, keys, runs or chunks moves behind those of
// the batches before.
#include <algorithm>
#include <utility>

#include "core/engine/layers/plan.h"

namespace lathe::layers {

namespace {

template <class T>
void append(std::vector<T>& all, const std::vector<T>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

void appendMoved(std::vector<std::int32_t>& all, const std::vector<std::int32_t>& more, std::int64_t by) {
    for (const std::int32_t value : more) all.push_back(value + static_cast<std::int32_t>(by));
}

/// How far a batch's numbers move. Key rows of the buffer: `keys` a token's, `prefix` a prefix's.
struct Shift {
    std::int64_t queries = 0, outputs = 0, prefix = 0, keys = 0;
};

void moveSpans(std::vector<Span>& all, const std::vector<Span>& more, std::int64_t queries, std::size_t runs,
               const Shift& by) {
    for (Span span : more) {
        span.query += static_cast<std::int32_t>(queries);
        span.run += static_cast<std::int32_t>(runs);
        span.prefixBegin += static_cast<std::int32_t>(by.prefix);
        span.frontBegin += static_cast<std::int32_t>(by.keys);
        all.push_back(span);
    }
}

void join(AttentionPlan& all, const AttentionPlan& one, const Shift& by) {
    const std::size_t runs = all.runs.size(), spans = all.spans.size();
    const auto chunks = static_cast<std::int32_t>(all.chunkCount());
    moveSpans(all.spans, one.spans, by.queries, runs, by);
    moveSpans(all.outputSpans, one.outputSpans, by.outputs, runs, by);
    for (KeyRun run : one.runs) {
        run.begin += static_cast<std::int32_t>(by.keys);
        all.runs.push_back(run);
    }
    append(all.visible, one.visible);
    append(all.outputVisible, one.outputVisible);
    for (std::size_t c = 1; c < one.chunks.size(); ++c)
        all.chunks.push_back(one.chunks[c] + static_cast<std::int32_t>(spans));
    for (FrontPlan front : one.fronts) {
        front.prefixBegin += static_cast<std::int32_t>(by.prefix);
        front.frontBegin += static_cast<std::int32_t>(by.keys);
        front.chunk += chunks;
        all.fronts.push_back(front);
    }
    all.prefix += one.prefix;
    all.front = std::max(all.front, one.front);
    all.mostKeys = std::max(all.mostKeys, one.mostKeys);
}

/// Positions of all prefixes' keys, then of all tokens'.
void joinKeyPositions(AttentionPlan& all, const std::vector<BatchPlan>& plans, StackPlan BatchPlan::*stack,
                      AttentionPlan StackPlan::*attention) {
    for (const bool tokens : {false, true})
        for (const BatchPlan& plan : plans) {
            const AttentionPlan& one = plan.*stack.*attention;
            if (one.keyPositions.empty()) continue;
            const auto border = one.keyPositions.begin() + static_cast<std::ptrdiff_t>(one.prefix);
            all.keyPositions.insert(all.keyPositions.end(), tokens ? border : one.keyPositions.begin(),
                                    tokens ? one.keyPositions.end() : border);
        }
}

StackPlan joinStacks(const std::vector<BatchPlan>& plans, StackPlan BatchPlan::*stack) {
    StackPlan all;
    all.whole = true;
    all.softBegin.clear();
    std::int64_t selfPrefixes = 0, crossPrefixes = 0;
    for (const BatchPlan& plan : plans) {
        selfPrefixes += (plan.*stack).self.prefix;
        crossPrefixes += (plan.*stack).cross.prefix;
    }
    for (const BatchPlan& plan : plans) {
        const StackPlan& one = plan.*stack;
        // A batch's own keys begin behind its own prefix.
        const Shift self{all.tokens, all.outputCount(), all.self.prefix,
                         selfPrefixes + all.tokens - one.self.prefix};
        const Shift cross{all.tokens, all.outputCount(), all.cross.prefix,
                          crossPrefixes + all.encoded - one.cross.prefix};
        join(all.self, one.self, self);
        join(all.cross, one.cross, cross);
        append(all.positions, one.positions);
        appendMoved(all.outputs, one.outputs, all.tokens);
        all.softBegin.push_back(static_cast<std::int32_t>(all.softRows.size()));
        appendMoved(all.softRows, one.softRows, all.tokens);
        append(all.softSlots, one.softSlots);
        all.whole = all.whole && one.whole;
        all.tokens += one.tokens;
        all.encoded += one.encoded;
    }
    joinKeyPositions(all.self, plans, stack, &StackPlan::self);
    joinKeyPositions(all.cross, plans, stack, &StackPlan::cross);
    return all;
}

}  // namespace

BatchPlan joinPlans(std::vector<BatchPlan> plans) {
    if (plans.size() == 1) return std::move(plans.front());
    return {joinStacks(plans, &BatchPlan::encoder), joinStacks(plans, &BatchPlan::main)};
}

}  // namespace lathe::layers
