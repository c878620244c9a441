// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/layers/stack_work.h"

namespace lathe::layers {

namespace {

/// Attention as equal rows of mean length: scores and sums.
class MeanAttention {
  public:
    MeanAttention(const AttentionPlan& plan, const StackShape& s, Profile* profile)
        : spans_(std::max<std::int64_t>(1, static_cast<std::int64_t>(plan.spans.size()))),
          shape_(s),
          profile_(profile) {
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
        const Timed timed(profile_, StepPart::Attention);
        projectMany(queryPart_.data(), keyPart_.data(), scores_.data(), many_, rows_, shape_.headWidth, keys_,
                    shape_.dtype);
        projectMany(scores_.data(), keyPart_.data(), queryPart_.data(), many_, rows_, keys_, shape_.headWidth,
                    shape_.dtype);
    }

  private:
    std::int64_t spans_, rows_ = 0, keys_ = 0, many_ = 0;
    const StackShape& shape_;
    Profile* profile_;
    std::vector<char> queryPart_, keyPart_, scores_;
};

}  // namespace

void Stack::bareProducts(const StackPlan& plan, StackWork& w, const BareStep& step) const {
    const StackShape& s = shape_;
    const bool cross = s.encoderWidth > 0;
    const std::int64_t tokens = plan.tokens, outputs = plan.outputCount();
    const std::int64_t queryWidth = s.queryWidth(), keyWidth = s.keyWidth();
    const auto soft = static_cast<std::int64_t>(plan.softRows.size());
    const auto narrowed = [&](std::int64_t number) {
        return (!step.plain || s.layers == 1) && number + 1 == s.layers && !plan.whole;
    };
    const auto rowsOf = [&](std::int64_t number) { return narrowed(number) ? outputs : tokens; };
    // One layer's buffers serve all: a floor that keeps nothing. They are the first's, of every row (a stack
    // of one layer has only those of its outputs).
    const auto bufferOf = [&](std::int64_t number) -> const KeptLayer& {
        return w.layers[narrowed(number) ? static_cast<std::size_t>(number) : 0];
    };
    MeanAttention self(plan.self, s, w.profile), other(plan.cross, s, w.profile);

    for (std::int64_t number = 0; number < s.layers; ++number) {
        const StackLayer& layer = layers_[static_cast<std::size_t>(number)];
        const KeptLayer& kept = bufferOf(number);
        const std::int64_t rows = rowsOf(number);
        if (narrowed(number)) {
            project(layer.attention.part(queryWidth, 2 * keyWidth), w.narrowA, tokens, kept.key, w.profile);
            project(layer.attention.part(0, queryWidth), w.narrowB, outputs, kept.query, w.profile);
        } else {
            project(layer.attention, w.narrowA, tokens, kept.query, w.profile);
        }
        self.run();
        project(layer.output, w.attended, rows, w.narrowB, w.profile);
        if (cross) {
            project(layer.crossQuery, w.narrowA, rows, kept.crossQuery, w.profile);
            project(layer.crossKeyValue, w.encoded, plan.encoded, kept.crossKey, w.profile);
            other.run();
            project(layer.crossOutput, w.attended, rows, w.narrowB, w.profile);
        }
        project(layer.inner, w.narrowA, rows, kept.inner, w.profile);
        project(layer.down, w.gated, rows, w.narrowB, w.profile);
    }
    if (s.transform) project(ends_.dense, w.narrowA, outputs, w.dense, w.profile);
    if (!step.back) return;
    if (s.transform) projectBack(ends_.dense, w.dense, outputs, w.narrowA, w.profile);
    for (std::int64_t number = s.layers - 1; number >= 0; --number) {
        const StackLayer& layer = layers_[static_cast<std::size_t>(number)];
        const KeptLayer& kept = bufferOf(number);
        const std::int64_t rows = rowsOf(number);
        projectBack(layer.down, w.narrowB, rows, w.gated, w.profile);
        projectBack(layer.inner, kept.inner, rows, w.narrowA, w.profile);
        if (cross) {
            projectBack(layer.crossOutput, w.narrowB, rows, w.attended, w.profile);
            other.run();
            other.run();
            if (step.encoded)
                projectBack(layer.crossKeyValue, kept.crossKey, plan.encoded, w.dEncodedPart, w.profile);
            projectBack(layer.crossQuery, kept.crossQuery, rows, w.narrowA, w.profile);
        }
        if (number == 0 && soft == 0 && !step.prefix) return;
        projectBack(layer.output, w.narrowB, rows, w.attended, w.profile);
        self.run();
        self.run();
        if (narrowed(number)) {
            projectBack(layer.attention.part(queryWidth, 2 * keyWidth), kept.key, tokens, w.narrowA,
                        w.profile);
            projectBack(layer.attention.part(0, queryWidth), kept.query, outputs, w.narrowB, w.profile);
        } else if (number > 0 || step.plain) {
            if (number > 0 || soft > 0)
                projectBack(layer.attention, kept.query, tokens, w.narrowA, w.profile);
        } else {
            projectBack(layer.attention, kept.query, soft, w.narrowB, w.profile);
        }
    }
}

}  // namespace lathe::layers
