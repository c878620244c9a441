// SPDX-License-Identifier: Apache-2.0
#include "core/engine/batch.h"

#include <algorithm>
#include <cassert>

namespace lathe {
namespace {

using Tokens = std::span<const std::int32_t>;

std::int32_t sizeOf(const std::vector<std::int32_t>& tokens) {
    return static_cast<std::int32_t>(tokens.size());
}

/// What all contexts start with; at least one token of each stays its own, so that its last position exists.
/// Nothing where a row's keys are stored.
std::size_t commonFront(std::span<const PackedRow> rows) {
    if (std::ranges::any_of(rows, [](const PackedRow& row) { return row.past > 0; })) return 0;
    const Tokens first = rows.front().context;
    std::size_t shared = first.empty() ? 0 : first.size() - 1;
    for (const PackedRow& row : rows) {
        std::size_t same = 0;
        const std::size_t most = std::min(shared, row.context.empty() ? 0 : row.context.size() - 1);
        while (same < most && row.context[same] == first[same]) ++same;
        shared = same;
    }
    return shared;
}

void predict(PackedBatch& batch, std::int32_t at, std::int32_t target, std::size_t row) {
    batch.predicted.push_back(at);
    batch.targets.push_back(target);
    batch.weights.push_back(1.0F);
    batch.source.push_back(static_cast<std::int32_t>(row));
}

/// Adds a row that goes on from `front`, then its answer, each token of which is predicted by the one before
/// it.
void addCausalRow(PackedBatch& batch, Tokens front, Tokens answer, std::int32_t position,
                  std::int32_t reads) {
    PackedBatch::Row row{sizeOf(batch.tokens), 0, reads};
    const auto feed = [&](std::int32_t token) {
        batch.tokens.push_back(token);
        batch.positions.push_back(position++);
    };
    for (const std::int32_t token : front) feed(token);
    for (std::size_t i = 0; i < answer.size(); ++i) {
        predict(batch, sizeOf(batch.tokens) - 1, answer[i], batch.rows.size());
        if (i + 1 < answer.size()) feed(answer[i]);
    }
    row.length = sizeOf(batch.tokens) - row.begin;
    batch.rows.push_back(row);
}

PackedBatch packDecoder(std::span<const PackedRow> rows) {
    PackedBatch batch;
    const std::size_t shared = commonFront(rows);
    batch.shared = static_cast<std::int32_t>(shared);
    for (std::size_t i = 0; i < shared; ++i) {
        batch.tokens.push_back(rows.front().context[i]);
        batch.positions.push_back(static_cast<std::int32_t>(i));
    }
    for (const PackedRow& row : rows) {
        assert(row.past == 0 || row.past < row.context.size());
        const std::size_t before = std::max(shared, row.past);
        addCausalRow(batch, row.context.subspan(before), row.answer, static_cast<std::int32_t>(before), -1);
        batch.rows.back().past = row.context.first(row.past);
    }
    return batch;
}

PackedBatch packEncoderDecoder(std::span<const PackedRow> rows) {
    PackedBatch batch;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const Tokens context = rows[r].context;
        if (r == 0 || !std::ranges::equal(context, rows[r - 1].context)) {
            batch.encoderRows.push_back(
                {sizeOf(batch.encoderTokens), static_cast<std::int32_t>(context.size())});
            batch.encoderTokens.insert(batch.encoderTokens.end(), context.begin(), context.end());
            for (std::size_t i = 0; i < context.size(); ++i)
                batch.encoderPositions.push_back(static_cast<std::int32_t>(i));
        }
        addCausalRow(batch, rows[r].start, rows[r].answer, 0,
                     static_cast<std::int32_t>(batch.encoderRows.size()) - 1);
    }
    return batch;
}

PackedBatch packMasked(std::span<const PackedRow> rows) {
    PackedBatch batch;
    batch.causal = false;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const PackedRow& row = rows[r];
        PackedBatch::Row place{sizeOf(batch.tokens), 0};
        const bool one = row.blanks.size() == 1;
        assert(one || row.answer.empty() || row.answer.size() == row.blanks.size());
        std::size_t filled = 0;
        for (std::size_t i = 0; i < row.context.size(); ++i) {
            const bool blank =
                std::ranges::find(row.blanks, static_cast<std::int32_t>(i)) != row.blanks.end();
            const std::size_t copies = blank && one ? std::max<std::size_t>(1, row.answer.size()) : 1;
            for (std::size_t k = 0; k < copies; ++k) {
                if (blank && filled < row.answer.size())
                    predict(batch, sizeOf(batch.tokens), row.answer[filled++], r);
                batch.positions.push_back(sizeOf(batch.tokens) - place.begin);
                batch.tokens.push_back(row.context[i]);
            }
        }
        place.length = sizeOf(batch.tokens) - place.begin;
        batch.rows.push_back(place);
    }
    return batch;
}

}  // namespace

PackedRow packedRow(const EncodedRow& row, std::span<const std::int32_t> answer, std::size_t past) {
    return {row.context, answer, row.start, row.blanks, past};
}

PackedBatch pack(std::span<const PackedRow> rows) {
    if (rows.empty()) return {};
    if (!rows.front().start.empty()) return packEncoderDecoder(rows);
    return rows.front().blanks.empty() ? packDecoder(rows) : packMasked(rows);
}

}  // namespace lathe
