// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/layers/stack_work.h"
#include "core/engine/parallel/parallel.h"

namespace lathe::layers {

std::unique_ptr<StackWork> Stack::layOut(const StackPlan& plan, bool keep, Arena& arena) const {
    const StackShape& s = shape_;
    const bool cross = s.encoderWidth > 0;
    const std::int64_t tokens = plan.tokens, outputs = plan.outputCount(), encoded = plan.encoded;
    const std::int64_t keys = plan.self.prefix + tokens, crossKeys = plan.cross.prefix + encoded;
    const std::int64_t columns = s.attentionColumns(),
                       pairs = static_cast<std::int64_t>(s.frequencies.size());
    const auto soft = static_cast<std::int64_t>(plan.softRows.size());
    const auto narrow = [&](std::int64_t rows, std::int64_t width) {
        return arena.take(productRows(rows) * width * s.elementBytes());
    };
    auto work = std::make_unique<StackWork>();
    StackWork& w = *work;
    w.keep = keep;
    w.stream = arena.floats(tokens * s.width);
    w.hidden = narrow(outputs, s.width);
    w.outputStream = plan.whole ? w.stream : arena.floats(outputs * s.width);
    w.cosine = arena.floats(tokens * pairs);
    w.sine = arena.floats(tokens * pairs);
    w.outputCosine = arena.floats(outputs * pairs);
    w.outputSine = arena.floats(outputs * pairs);
    w.outputPositions = static_cast<std::int32_t*>(arena.take(outputs * 4));
    w.narrowA = narrow(tokens, s.width);
    w.narrowB = narrow(tokens, s.width);
    w.attended = narrow(tokens, s.queryWidth());
    w.gated = narrow(tokens, s.feedForward);
    if (s.transform) w.dense = narrow(outputs, s.width);
    const std::int64_t mostKeys = std::max(plan.self.mostKeys, plan.cross.mostKeys);
    w.scratchFloats = attentionScratch(mostKeys, s.headWidth, keep);
    w.scratch = arena.floats(w.scratchFloats * threadCount());

    for (std::int64_t number = 0; number < s.layers; ++number) {
        const bool narrowed = number + 1 == s.layers && !plan.whole;
        KeptLayer kept;
        // Without a way back one place serves all layers but the last, whose form may differ.
        if (!keep && number > 0 && !narrowed) {
            w.layers.push_back(w.layers.front());
            continue;
        }
        const std::int64_t rows = narrowed ? outputs : tokens;
        if (keep) kept.logSum = arena.floats(rows * s.heads);
        if (narrowed) {
            kept.query = narrow(outputs, s.queryWidth());
            kept.key = narrow(keys, 2 * s.keyWidth());
        } else {
            kept.query = narrow(keys, columns);
            kept.key = static_cast<char*>(kept.query) + s.queryWidth() * s.elementBytes();
        }
        if (cross) {
            if (keep) kept.crossLogSum = arena.floats(rows * s.heads);
            kept.crossQuery = narrow(rows, s.queryWidth());
            kept.crossKey = narrow(crossKeys, 2 * s.keyWidth());
        }
        kept.inner = narrow(rows, s.innerColumns());
        w.layers.push_back(kept);
    }
    const std::int64_t blocks = s.layers * s.blocksPerLayer();
    for (std::int64_t j = 0; j <= blocks; ++j) {
        const std::int64_t rows = j > blocks - s.blocksPerLayer() ? outputs : tokens;
        w.norms.push_back(keep ? KeptNorm{narrow(rows, s.width), arena.floats(rows)} : KeptNorm{});
    }
    if (cross) w.dEncodedPart = narrow(encoded, s.encoderWidth);
    if (!keep) return work;
    if (s.transform) w.denseNorm = {narrow(outputs, s.width), arena.floats(outputs)};
    w.dAttention = narrow(keys, columns);
    std::int64_t front = plan.self.chunkCount() * plan.self.front;
    if (cross) {
        w.dCrossQuery = narrow(tokens, s.queryWidth());
        w.dCrossKey = narrow(crossKeys, 2 * s.keyWidth());
        front = std::max(front, plan.cross.chunkCount() * plan.cross.front);
    }
    w.frontGradient = arena.floats(front * s.keyValueHeads * 2 * s.headWidth);
    w.softGradient = arena.floats(soft * s.width);
    w.softAttention = narrow(soft, columns);
    w.softNormal = narrow(soft, s.width);
    w.softOut = narrow(soft, s.width);
    w.softScale = arena.floats(soft);
    return work;
}

}  // namespace lathe::layers
