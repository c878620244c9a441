// SPDX-License-Identifier: Apache-2.0
#include "core/engine/device/index.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace lathe::device {

namespace {

using layers::AttentionPlan;
using layers::Span;
using Rows = std::vector<std::int32_t>;

/// One attention's spans over a query tensor, with what each query sees.
struct View {
    const AttentionPlan& plan;
    const std::vector<Span>& spans;
    const Rows& visible;
    const Rows& queryPositions;
    std::int64_t queries = 0, rows = 0;  ///< rounded up
};

/// Rows that a span's keys come from, prefixes as ~k.
Rows keysOf(const AttentionPlan& plan, const Span& span, const Rows& instead) {
    Rows keys;
    const auto prefix = static_cast<std::int32_t>(plan.prefix);
    const auto token = [&](std::int32_t row) {
        const auto t = static_cast<std::size_t>(row - prefix);
        keys.push_back(instead.empty() ? row - prefix : instead[t]);
    };
    for (std::int32_t k = 0; k < span.prefix; ++k) keys.push_back(~(span.prefixBegin + k));
    for (std::int32_t k = 0; k < span.front - span.prefix; ++k) token(span.frontBegin + k);
    for (std::int32_t r = span.run; r < span.run + span.runs; ++r) {
        const layers::KeyRun& run = plan.runs[static_cast<std::size_t>(r)];
        for (std::int32_t k = 0; k < run.count; ++k) token(run.begin + k);
    }
    return keys;
}

/// Spans side by side for plain products.
void makePadded(const View& view, const std::vector<Span>& spans, const std::vector<Rows>& keys,
                const Rows& source, const IndexOptions& options, Upload& upload, AttentionIndex* to) {
    PaddedSpans& out = to->padded;
    out.spans = to->spans;
    out.queries = to->mostQueries;
    out.keys = to->mostKeys;
    const auto all = static_cast<std::size_t>(out.spans), queries = static_cast<std::size_t>(out.queries),
               most = static_cast<std::size_t>(out.keys);
    Rows queryRows(all * queries, 0), keyRows(all * most, 0);
    Rows queryPlace(static_cast<std::size_t>(view.queries), 0),
        keyPlace(static_cast<std::size_t>(to->gathered), 0);
    const std::size_t pairs = all * queries * most;
    std::vector<float> hidden(pairs, 0.0F), real(all * queries, 0.0F),
        near(options.reach > 0 ? pairs : 0, 0.0F);
    Rows distance(near.size(), 0);
    std::size_t gathered = 0;
    for (std::size_t s = 0; s < all; ++s) {
        const std::size_t firstKey = gathered;
        for (std::size_t k = 0; k < keys[s].size(); ++k, ++gathered) {
            keyRows[s * most + k] = static_cast<std::int32_t>(gathered);
            keyPlace[gathered] = static_cast<std::int32_t>(s * most + k);
        }
        for (std::size_t q = 0; q < static_cast<std::size_t>(spans[s].queries); ++q) {
            const std::size_t row = static_cast<std::size_t>(spans[s].query) + q, at = s * queries + q;
            queryRows[at] = static_cast<std::int32_t>(row);
            queryPlace[row] = static_cast<std::int32_t>(at);
            real[at] = 1;
            for (std::size_t k = 0; k < most; ++k) {
                if (k >= static_cast<std::size_t>(view.visible[row])) {
                    hidden[at * most + k] = -1e30F;
                    continue;
                }
                if (options.reach == 0) continue;
                const std::int32_t from = source[firstKey + k];
                const auto buffer = from < 0 ? static_cast<std::int64_t>(~from) : from + view.plan.prefix;
                const std::int64_t key = view.plan.keyPositions[static_cast<std::size_t>(buffer)];
                if (key < 0) continue;
                const std::int64_t apart = key - view.queryPositions[row];
                distance[at * most + k] = static_cast<std::int32_t>(
                    std::clamp(apart, -options.reach, options.reach) + options.reach);
                near[at * most + k] = 1;
            }
        }
    }
    const auto floats = [&](std::vector<float> values, std::vector<std::int64_t> shape, at::Tensor* tensor) {
        upload.floats(std::move(shape), tensor, [values = std::move(values)](float* at) {
            std::copy(values.begin(), values.end(), at);
        });
    };
    upload.add(std::move(queryRows), &out.queryRows);
    upload.add(std::move(keyRows), &out.keyRows);
    upload.add(std::move(queryPlace), &out.queryPlace);
    upload.add(std::move(keyPlace), &out.keyPlace);
    floats(std::move(hidden), {out.spans, 1, out.queries, out.keys}, &out.hidden);
    floats(std::move(real), {out.spans, 1, out.queries, 1}, &out.real);
    if (options.reach == 0) return;
    upload.add(std::move(distance), &out.distance);
    floats(std::move(near), {out.spans, 1, out.queries, out.keys}, &out.near);
}

void makeAttention(const View& view, const Rows& instead, std::int64_t trained, bool causal,
                   const IndexOptions& options, Upload& upload, AttentionIndex* to) {
    std::vector<Span> spans;
    std::vector<Rows> keys;
    Rows queryEnds{0}, keyEnds{0}, source;
    bool packed = true, sees = true;  // causal by place, or everything
    for (const Span& span : view.spans) {
        if (span.queries == 0) continue;
        packed = packed && span.query == queryEnds.back();
        keys.push_back(keysOf(view.plan, span, instead));
        const auto count = static_cast<std::int32_t>(keys.back().size());
        for (std::int32_t q = 0; q < span.queries; ++q)
            sees = sees && view.visible[static_cast<std::size_t>(span.query + q)] ==
                               (causal ? count - span.queries + q + 1 : count);
        source.insert(source.end(), keys.back().begin(), keys.back().end());
        queryEnds.push_back(span.query + span.queries);
        keyEnds.push_back(keyEnds.back() + count);
        to->mostQueries = std::max<std::int64_t>(to->mostQueries, span.queries);
        to->mostKeys = std::max<std::int64_t>(to->mostKeys, count);
        spans.push_back(span);
    }
    to->queries = view.queries;
    to->rows = view.rows;
    to->trained = trained;
    to->spans = static_cast<std::int64_t>(spans.size());
    to->causal = causal;
    to->packed = packed && sees;
    to->gathered = options.rounding.up(static_cast<std::int64_t>(source.size()));
    if (!options.padded) {
        // Upper bounds are enough here, and the fewer there are the more often a graph fits.
        to->mostQueries = options.rounding.bound(to->mostQueries);
        to->mostKeys = options.rounding.bound(to->mostKeys);
    }

    const std::int64_t rows = view.rows + trained;
    Rows first(static_cast<std::size_t>(rows) + 1, 0), place(source.size());
    const auto rowOf = [&](std::int32_t from) {
        return static_cast<std::size_t>(from < 0 ? view.rows + ~from : from);
    };
    for (const std::int32_t from : source) ++first[rowOf(from) + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    Rows next(first.begin(), first.end() - 1);
    for (std::size_t p = 0; p < source.size(); ++p)
        place[static_cast<std::size_t>(next[rowOf(source[p])]++)] = static_cast<std::int32_t>(p);

    if (options.padded) makePadded(view, spans, keys, source, options, upload, to);
    upload.add(std::move(queryEnds), &to->queryEnds);
    upload.add(std::move(keyEnds), &to->keyEnds);
    upload.add(std::move(source), &to->source, to->gathered);
    upload.add(std::move(first), &to->first);
    upload.add(std::move(place), &to->place, to->gathered);
}

/// Of each token the row that its key comes from: its own, or its infix's.
Rows replaced(const layers::StackPlan& plan, const Infixes& infixes) {
    if (std::all_of(infixes.begin(), infixes.end(), [](std::int64_t first) { return first < 0; })) return {};
    Rows from(static_cast<std::size_t>(plan.tokens));
    std::iota(from.begin(), from.end(), 0);
    for (std::size_t lane = 0; lane < infixes.size(); ++lane) {
        if (infixes[lane] < 0) continue;
        const std::size_t end = lane + 1 < plan.softBegin.size()
                                    ? static_cast<std::size_t>(plan.softBegin[lane + 1])
                                    : plan.softRows.size();
        for (auto i = static_cast<std::size_t>(plan.softBegin[lane]); i < end; ++i)
            from[static_cast<std::size_t>(plan.softRows[i])] =
                ~(static_cast<std::int32_t>(infixes[lane]) + plan.softSlots[i]);
    }
    return from;
}

}  // namespace

std::int64_t Rounding::up(std::int64_t count) const {
    if (!on || count <= 16) return count;
    // At most a sixteenth more, half of that on average; small batches cost their launches, not their rows.
    const auto step = static_cast<std::int64_t>(
        std::max<std::uint64_t>(64, std::bit_ceil(static_cast<std::uint64_t>(count)) / 32));
    return (count + step - 1) / step * step;
}

std::int64_t Rounding::bound(std::int64_t count) const {
    return on ? static_cast<std::int64_t>(
                    std::bit_ceil(static_cast<std::uint64_t>(std::max<std::int64_t>(count, 64))))
              : count;
}

void makeIndex(const layers::StackPlan& plan, const Infixes& infixes, std::int64_t trainedSelf,
               const IndexOptions& options, Upload& upload, StackIndex* to) {
    to->tokens = options.rounding.up(plan.tokens);
    to->outputs = plan.whole ? to->tokens : options.rounding.up(plan.outputCount());
    to->encoded = options.rounding.up(plan.encoded);
    to->soft = static_cast<std::int64_t>(plan.softRows.size());
    to->whole = plan.whole;
    const auto causalIn = [&](const AttentionPlan& attention) {
        for (const Span& span : attention.spans)
            for (std::int32_t q = 0; q < span.queries; ++q)
                if (attention.visible[static_cast<std::size_t>(span.query + q)] != span.keys) return true;
        return false;
    };
    const bool byPlace = causalIn(plan.self);
    Rows outputPositions,
        outputOf(static_cast<std::size_t>(plan.tokens), static_cast<std::int32_t>(to->outputs));
    for (std::size_t i = 0; i < plan.outputs.size(); ++i) {
        const auto row = static_cast<std::size_t>(plan.outputs[i]);
        outputPositions.push_back(plan.positions[row]);
        outputOf[row] = static_cast<std::int32_t>(i);
    }
    const Rows instead = replaced(plan, infixes);
    const View self{plan.self, plan.self.spans, plan.self.visible, plan.positions, to->tokens, to->tokens};
    const View last{plan.self,       plan.self.outputSpans, plan.self.outputVisible,
                    outputPositions, to->outputs,           to->tokens};
    makeAttention(self, instead, trainedSelf, byPlace, options, upload, &to->self);
    if (!plan.whole && !plan.outputs.empty())
        makeAttention(last, instead, trainedSelf, byPlace, options, upload, &to->lastSelf);
    if (plan.encoded > 0) {
        const View cross{plan.cross,     plan.cross.spans, plan.cross.visible,
                         plan.positions, to->tokens,       to->encoded};
        const View lastCross{
            plan.cross, plan.cross.outputSpans, plan.cross.outputVisible, outputPositions, to->outputs,
            to->encoded};
        IndexOptions plain = options;
        plain.reach = 0;
        makeAttention(cross, {}, plan.cross.prefix, false, plain, upload, &to->cross);
        if (!plan.whole && !plan.outputs.empty())
            makeAttention(lastCross, {}, plan.cross.prefix, false, plain, upload, &to->lastCross);
    }
    to->early = !plan.whole && (options.padded || to->lastSelf.packed);
    upload.add(plan.positions, &to->positions, to->tokens);
    upload.add(plan.outputs, &to->outputRows, to->outputs);
    upload.add(std::move(outputOf), &to->outputOf, to->tokens, static_cast<std::int32_t>(to->outputs));
    upload.add(plan.softRows, &to->softRows);
}

}  // namespace lathe::device
