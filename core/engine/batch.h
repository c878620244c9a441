// SPDX-License-Identifier: Apache-2.0
// Rows packed end to end: no padding exists, so none can enter a result.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/text/template.h"

namespace lathe {

/// A batch for a decoder. What every row starts with (soft slots, hard text) stands once in front, `shared` tokens long;
/// each row sees it and its own tokens, and no other row.
struct PackedBatch {
    std::vector<std::int32_t> tokens;     ///< [N]; below 0: soft slot ~k
    std::vector<std::int32_t> positions;  ///< [N]
    std::int32_t shared = 0;
    struct Row {
        std::int32_t begin = 0, length = 0;  ///< into tokens
    };
    std::vector<Row> rows;
    std::vector<std::int32_t> predicted;  ///< [S] packed positions whose hidden state goes to the head; may repeat
    std::vector<std::int32_t> targets;    ///< [S] the token that each should predict
    std::vector<float> weights;           ///< [S] share of each in the loss
    std::vector<std::int32_t> source;     ///< [S] index of the row (of `rows`) that each belongs to
};

/// One row's tokens to run: context, then an answer whose tokens are predicted.
struct PackedRow {
    std::span<const std::int32_t> context;
    std::span<const std::int32_t> answer;
};

/// Packs rows; the last answer token is predicted but never fed. Weights are 1.
PackedBatch pack(std::span<const PackedRow> rows);

}  // namespace lathe
