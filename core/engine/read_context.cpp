// SPDX-License-Identifier: Apache-2.0
// The keys and values of a text by itself: no row beside it, so that its bits are the same whenever it is
// read.
#include <numeric>

#include "core/engine/layers/guard.h"
#include "core/engine/transformer_backbone.h"

namespace lathe {

std::uint64_t TransformerBackbone::contextBytes(std::int64_t tokens) const {
    // What is stored here is no device's.
    if (shape_.kind != BackboneKind::Decoder || device_) return 0;
    const layers::Stack& stack = model_->main();
    return static_cast<std::uint64_t>(tokens * stack.shape().layers * stack.cacheRowBytes());
}

Result<> TransformerBackbone::readContext(std::span<const std::int32_t> tokens, std::byte* to) {
    LATHE_CHECK(tuned_.put({}));
    if (shape_.kind != BackboneKind::Decoder) return Backbone::readContext(tokens, to);
    return guarded("reading a text", [&]() -> Result<> {
        PackedBatch batch;
        batch.tokens.assign(tokens.begin(), tokens.end());
        batch.positions.resize(tokens.size());
        std::iota(batch.positions.begin(), batch.positions.end(), 0);
        batch.rows = {{0, static_cast<std::int32_t>(tokens.size())}};
        // No position is an output: of the last layer only keys and values are made.
        LATHE_TRY(plan, layers::planBatch(batch, limits({})));
        plan.main.slots = batch.positions;
        const Trained nothing;
        const Lane lane{batch.tokens, {}, &nothing};
        LATHE_TRY(run, prepare(std::move(plan), {&lane, 1}, {}, false));
        layers::KeyCache cache;
        cache.data = to;
        cache.slots = static_cast<std::int64_t>(tokens.size());
        cache.rowBytes = model_->main().cacheRowBytes();
        run.main->cache = &cache;
        forward(run);
        return {};
    });
}

}  // namespace lathe
