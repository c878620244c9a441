// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/layers/stack_work.h"

namespace lathe::layers {

namespace {

/// Attention as equal rows of mean length: scores and sums.
class MeanAttention {
  public:
    MeanAttention(const AttentionPlan& plan, const StackShape& s)
        : spans_(std::max<std::int64_t>(1, static_cast<std::int64_t>(plan.spans.size()))), shape_(s) {
        std::int64_t queries = 0, keys = 0;
        for (const Span& span : plan.spans) {
            queries += span.queries;
            keys += span.keys;
        }
        rows_ = std::max<std::int64_t>(1, queries / spans_ * (s.heads / s.keyValueHeads));
        keys_ = std::max<std::int64_t>(1, keys / spans_);
        many_ = spans_ * s.keyValueHeads;
        const auto room = [&](std::int64_t r, std::int64_t c) {
            return std::vector<char>(static_cast<std::size_t>(many_ * r * c * s.elementBytes()));
        };
        queryPart_ = room(rows_, s.headWidth);
        keyPart_ = room(keys_, s.headWidth);
        scores_ = room(rows_, keys_);
    }
    void run() {
        projectMany(queryPart_.data(), keyPart_.data(), scores_.data(), many_, rows_, shape_.headWidth, keys_,
                    shape_.dtype);
        projectMany(scores_.data(), keyPart_.data(), queryPart_.data(), many_, rows_, keys_, shape_.headWidth,
                    shape_.dtype);
    }

  private:
    std::int64_t spans_, rows_ = 0, keys_ = 0, many_ = 0;
    const StackShape& shape_;
    std::vector<char> queryPart_, keyPart_, scores_;
};

}  // namespace

void Stack::bareProducts(const StackPlan& plan, StackWork& w) const {
    const StackShape& s = shape_;
    const bool cross = s.encoderWidth > 0;
    const std::int64_t tokens = plan.tokens, outputs = plan.outputCount();
    const std::int64_t queryWidth = s.queryWidth(), keyWidth = s.keyWidth();
    const auto soft = static_cast<std::int64_t>(plan.softRows.size());
    const auto rowsOf = [&](std::int64_t number) { return number + 1 == s.layers ? outputs : tokens; };
    const auto narrowed = [&](std::int64_t number) { return number + 1 == s.layers && !plan.whole; };
    MeanAttention self(plan.self, s), other(plan.cross, s);

    for (std::int64_t number = 0; number < s.layers; ++number) {
        const StackLayer& layer = layers_[static_cast<std::size_t>(number)];
        const KeptLayer& kept = w.layers[static_cast<std::size_t>(number)];
        const std::int64_t rows = rowsOf(number);
        if (narrowed(number)) {
            project(layer.attention.part(queryWidth, 2 * keyWidth), w.narrowA, tokens, kept.key);
            project(layer.attention.part(0, queryWidth), w.narrowB, outputs, kept.query);
        } else {
            project(layer.attention, w.narrowA, tokens, kept.query);
        }
        self.run();
        project(layer.output, w.attended, rows, w.narrowB);
        if (cross) {
            project(layer.crossQuery, w.narrowA, rows, kept.crossQuery);
            project(layer.crossKeyValue, w.encoded, plan.encoded, kept.crossKey);
            other.run();
            project(layer.crossOutput, w.attended, rows, w.narrowB);
        }
        project(layer.inner, w.narrowA, rows, kept.inner);
        project(layer.down, w.gated, rows, w.narrowB);
    }
    if (s.transform) project(ends_.dense, w.narrowA, outputs, w.dense);
    if (!w.keep) return;
    if (s.transform) projectBack(ends_.dense, w.dense, outputs, w.narrowA);
    for (std::int64_t number = s.layers - 1; number >= 0; --number) {
        const StackLayer& layer = layers_[static_cast<std::size_t>(number)];
        const KeptLayer& kept = w.layers[static_cast<std::size_t>(number)];
        const std::int64_t rows = rowsOf(number);
        projectBack(layer.down, w.narrowB, rows, w.gated);
        projectBack(layer.inner, kept.inner, rows, w.narrowA);
        if (cross) {
            projectBack(layer.crossOutput, w.narrowB, rows, w.attended);
            other.run();
            other.run();
            if (w.dEncoded) projectBack(layer.crossKeyValue, w.dCrossKey, plan.encoded, w.dEncodedPart);
            projectBack(layer.crossQuery, w.dCrossQuery, rows, w.narrowA);
        }
        if (number == 0 && soft == 0 && !w.prefix.dKey) return;
        projectBack(layer.output, w.narrowB, rows, w.attended);
        self.run();
        self.run();
        if (narrowed(number)) {
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
