// SPDX-License-Identifier: Apache-2.0
// Rows packed end to end: no padding exists, so none can enter a result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/text/template.h"

namespace lathe {

/// A batch for a backbone of any kind. Positions count from 0 in each row and know of no prefix: what stands
/// in front of a row by its keys and values alone is the engine's to add. Decoders: what every row starts
/// with (soft slots, hard text) stands once in front, `shared` tokens long; each row sees it and its own
/// tokens, and no other row. Masked models (`causal` false): nothing is shared, each row sees all of itself.
/// Encoder-decoders: tokens and rows are the decoder's, with nothing shared; soft slots stand in the
/// encoder's tokens.
struct PackedBatch {
    std::vector<std::int32_t> tokens;     ///< [N]; below 0: soft slot ~k
    std::vector<std::int32_t> positions;  ///< [N]
    std::int32_t shared = 0;
    bool causal = true;
    struct Row {
        std::int32_t begin = 0, length = 0;  ///< into tokens (encoder rows: into encoderTokens)
        std::int32_t reads = -1;             ///< the encoder row that it attends to; -1: none
        /// Decoders, where nothing is shared: what stands in front of the row (positions 0 to past.size() -
        /// 1) and is not run again, and its keys and values (Backbone::readContext). Nothing flows back into
        /// it.
        std::span<const std::int32_t> past = {};
        const std::byte* stored = nullptr;
    };
    std::vector<Row> rows;
    std::vector<std::int32_t>
        predicted;  ///< [S] packed positions whose hidden state goes to the head; may repeat
    std::vector<std::int32_t> targets;  ///< [S] the token that each should predict
    std::vector<float> weights;         ///< [S] share of each in the loss
    std::vector<std::int32_t> source;   ///< [S] index of the row (of `rows`) that each belongs to
    std::vector<std::int32_t> encoderTokens, encoderPositions;  ///< [E]; below 0: soft slot ~k
    std::vector<Row> encoderRows;  ///< end to end; several decoder rows may read one
};

/// One row's tokens to run, and an answer whose tokens are predicted: behind the context (decoders), by the
/// decoder behind `start` (where `start` is not empty), or in the context's `blanks` (where those are not
/// empty; a single blank stands for as many as the answer has tokens).
struct PackedRow {
    std::span<const std::int32_t> context;
    std::span<const std::int32_t> answer;
    std::span<const std::int32_t> start = {};
    std::span<const std::int32_t> blanks = {};
    std::size_t past = 0;  ///< decoders: the context's first tokens that are not run, their keys are stored
};

/// An encoded row with one of its answers. The row must outlive it, and the batch where `past` is not 0.
PackedRow packedRow(const EncodedRow& row, std::span<const std::int32_t> answer, std::size_t past = 0);

/// Packs rows of one kind; in decoders the last answer token is predicted but never fed. Weights are 1.
/// Consecutive rows of one encoder's input (a row's several answers) share it. Where a row has a past, rows
/// share nothing.
PackedBatch pack(std::span<const PackedRow> rows);

}  // namespace lathe
