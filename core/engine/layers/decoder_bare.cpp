// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/layers/decoder_work.h"

namespace lathe::layers {

void Decoder::bareProducts(const PackedPlan& plan, ModuleWork& work) const {
    auto& w = static_cast<DecoderWork&>(work);
    const DecoderShape& s = shape_;
    const std::int64_t tokens = plan.tokens, outputs = plan.outputCount();
    const std::int64_t queryWidth = s.queryWidth(), keyWidth = s.keyWidth();
    const auto soft = static_cast<std::int64_t>(plan.softRows.size());

    // Attention as equal rows of mean length: scores and sums forward, four products of the same size back.
    std::int64_t queries = 0, keys = 0;
    for (const Span& span : plan.spans) {
        queries += span.queries;
        keys += span.keys;
    }
    const auto spans = static_cast<std::int64_t>(plan.spans.size());
    const std::int64_t rows1 = std::max<std::int64_t>(1, queries / spans * (s.heads / s.keyValueHeads));
    const std::int64_t keys1 = std::max<std::int64_t>(1, keys / spans), many = spans * s.keyValueHeads;
    const auto element = static_cast<std::size_t>(s.elementBytes());
    const auto room = [&](std::int64_t r, std::int64_t c) {
        return std::vector<char>(static_cast<std::size_t>(many * r * c) * element);
    };
    std::vector<char> narrowRows = room(rows1, s.headWidth), narrowKeys = room(keys1, s.headWidth),
                      scores = room(rows1, keys1);
    const auto scoreProduct = [&] {
        projectMany(narrowRows.data(), narrowKeys.data(), scores.data(), many, rows1, s.headWidth, keys1,
                    s.dtype);
    };
    const auto valueProduct = [&] {
        projectMany(scores.data(), narrowKeys.data(), narrowRows.data(), many, rows1, keys1, s.headWidth,
                    s.dtype);
    };

    for (std::int64_t number = 0; number < s.layers; ++number) {
        const DecoderLayer& layer = layers_[static_cast<std::size_t>(number)];
        const KeptLayer& kept = w.layers[static_cast<std::size_t>(number)];
        const bool last = number + 1 == s.layers;
        const std::int64_t rows = last ? outputs : tokens;
        if (last) {
            project(layer.attention.part(queryWidth, 2 * keyWidth), w.narrowA, tokens, kept.key);
            project(layer.attention.part(0, queryWidth), w.narrowB, outputs, kept.query);
        } else {
            project(layer.attention, w.narrowA, tokens, kept.query);
        }
        scoreProduct();
        valueProduct();
        project(layer.output, w.attended, rows, w.narrowB);
        project(layer.gateUp, w.narrowA, rows, kept.gateUp);
        project(layer.down, w.gated, rows, w.narrowB);
    }
    for (std::int64_t number = s.layers - 1; number >= 0; --number) {
        const DecoderLayer& layer = layers_[static_cast<std::size_t>(number)];
        const KeptLayer& kept = w.layers[static_cast<std::size_t>(number)];
        const bool last = number + 1 == s.layers;
        const std::int64_t rows = last ? outputs : tokens;
        projectBack(layer.down, w.narrowB, rows, w.gated);
        projectBack(layer.gateUp, kept.gateUp, rows, w.narrowA);
        projectBack(layer.output, w.narrowB, rows, w.attended);
        for (int i = 0; i < 2; ++i) {
            scoreProduct();
            valueProduct();
        }
        if (last) {
            projectBack(layer.attention.part(queryWidth, 2 * keyWidth), w.dAttention, tokens, w.narrowA);
            projectBack(layer.attention.part(0, queryWidth), w.dAttention, outputs, w.narrowB);
        } else if (number > 0) {
            projectBack(layer.attention, w.dAttention, tokens, w.narrowA);
        } else {
            projectBack(layer.attention, w.softAttention, soft, w.softOut);
        }
    }
}

}  // namespace lathe::layers
