// SPDX-License-Identifier: Apache-2.0
#include "core/engine/bench_rows.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/base/random.h"

namespace lathe {

DrawnRows::DrawnRows(const BenchOptions& o, const BackboneShape& shape, std::int64_t slots,
                     std::uint64_t step)
    : decoder_(shape.kind == BackboneKind::Decoder) {
    const Random random(o.seed, "bench", step);
    std::uint64_t drawn = 0;
    const auto draw = [&](std::int64_t below) {
        return static_cast<std::int64_t>(random.below(drawn++, static_cast<std::uint64_t>(below)));
    };
    for (std::int64_t r = 0; r < o.batch; ++r) {
        std::int64_t target =
            std::max<std::int64_t>(1, std::llround(static_cast<double>(o.length) * o.labelled));
        std::int64_t source = std::max<std::int64_t>(1, o.length - target);
        if (!o.lengths.empty())
            std::tie(source, target) =
                o.lengths[static_cast<std::size_t>(draw(static_cast<std::int64_t>(o.lengths.size())))];
        Row& row = rows_.emplace_back();
        const auto fill = [&](std::vector<std::int32_t>& to, std::int64_t count) {
            for (std::int64_t k = 0; k < count; ++k)
                to.push_back(static_cast<std::int32_t>(draw(shape.vocabulary)));
        };
        if (o.behind) fill(row.context, source);
        if (o.stored) row.past = row.context.size();
        for (std::int64_t k = 0; k < slots; ++k) row.context.push_back(static_cast<std::int32_t>(~k));
        if (!o.behind) fill(row.context, source);
        if (shape.kind == BackboneKind::Masked)
            for (std::int64_t k = 0; k < target; ++k) {
                row.blanks.push_back(static_cast<std::int32_t>(row.context.size()));
                fill(row.context, 1);
            }
        fill(row.answer, target);
        if (shape.kind == BackboneKind::EncoderDecoder) row.start = {shape.decoderStart};
    }
}

PackedBatch DrawnRows::batch(bool shared) const {
    std::vector<PackedRow> rows;
    for (const Row& row : rows_) rows.push_back(row.packed());
    PackedBatch out;
    if (shared || !decoder_) {
        out = pack(rows);
    } else {
        for (const PackedRow& row : rows) {
            PackedBatch one = pack({&row, 1});
            const auto begin = static_cast<std::int32_t>(out.tokens.size());
            PackedBatch::Row place = one.rows.front();
            place.begin = begin;
            place.length = static_cast<std::int32_t>(one.tokens.size());
            out.rows.push_back(place);
            for (std::int32_t& position : one.predicted) position += begin;
            const auto add = [](auto& to, const auto& from) {
                to.insert(to.end(), from.begin(), from.end());
            };
            add(out.tokens, one.tokens);
            add(out.positions, one.positions);
            add(out.predicted, one.predicted);
            add(out.targets, one.targets);
            add(out.weights, one.weights);
        }
    }
    for (float& weight : out.weights) weight = 1.0F / static_cast<float>(out.weights.size());
    return out;
}

std::int64_t realTokens(const PackedBatch& batch) {
    // The last answer token of a row is never fed, yet it is the row's.
    std::int64_t count = batch.causal ? static_cast<std::int64_t>(batch.rows.size()) : 0;
    for (std::int32_t token : batch.tokens) count += token >= 0;
    for (const PackedBatch::Row& row : batch.rows) count += std::ssize(row.past);
    for (std::int32_t token : batch.encoderTokens) count += token >= 0;
    // The token that a decoder begins with is nobody's.
    if (!batch.encoderRows.empty()) count -= static_cast<std::int64_t>(batch.rows.size());
    return count;
}

}  // namespace lathe
