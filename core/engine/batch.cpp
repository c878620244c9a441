// SPDX-License-Identifier: Apache-2.0
#include "core/engine/batch.h"

#include <algorithm>

namespace lathe {

PackedBatch pack(std::span<const PackedRow> rows) {
    PackedBatch batch;
    if (rows.empty()) return batch;
    // What all contexts start with; at least one token of each context stays its own, so that its last position exists.
    const auto& first = rows.front().context;
    std::size_t shared = first.empty() ? 0 : first.size() - 1;
    for (const PackedRow& row : rows) {
        std::size_t same = 0;
        const std::size_t most = std::min(shared, row.context.empty() ? 0 : row.context.size() - 1);
        while (same < most && row.context[same] == first[same]) ++same;
        shared = same;
    }
    batch.shared = static_cast<std::int32_t>(shared);
    for (std::size_t i = 0; i < shared; ++i) {
        batch.tokens.push_back(first[i]);
        batch.positions.push_back(static_cast<std::int32_t>(i));
    }
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const PackedRow& row = rows[r];
        PackedBatch::Row place{static_cast<std::int32_t>(batch.tokens.size()), 0};
        auto position = static_cast<std::int32_t>(shared);
        const auto feed = [&](std::int32_t token) {
            batch.tokens.push_back(token);
            batch.positions.push_back(position++);
        };
        for (std::size_t i = shared; i < row.context.size(); ++i) feed(row.context[i]);
        for (std::size_t i = 0; i < row.answer.size(); ++i) {
            batch.predicted.push_back(static_cast<std::int32_t>(batch.tokens.size()) - 1);
            batch.targets.push_back(row.answer[i]);
            batch.weights.push_back(1.0F);
            batch.source.push_back(static_cast<std::int32_t>(r));
            if (i + 1 < row.answer.size()) feed(row.answer[i]);
        }
        place.length = static_cast<std::int32_t>(batch.tokens.size()) - place.begin;
        batch.rows.push_back(place);
    }
    return batch;
}

}  // namespace lathe
