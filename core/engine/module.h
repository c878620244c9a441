// SPDX-License-Identifier: Apache-2.0
// The seam between the facade (batches, loss, head, generation) and a family's layers. Private to the engine;
// free of torch.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/engine/layers/arena.h"
#include "core/engine/layers/plan.h"
#include "core/engine/layers/product.h"
#include "core/library/library.h"

namespace lathe {

/// Keys and values of tokens that were run before, by slot: generation's past. [layers][slots, 2 * kv width]
/// narrow.
struct KeyCache {
    layers::Pages pages;
    std::int64_t slots = 0, rowBytes = 0;
    std::byte* layer(std::int64_t number) const { return pages.data() + number * slots * rowBytes; }
};

/// One batch's buffers, cut from an arena (or only counted).
struct ModuleWork {
    virtual ~ModuleWork() = default;
    float* stream = nullptr;        ///< [tokens, width]: input embeddings go in here
    void* hidden = nullptr;         ///< [outputs, width] narrow: what the head takes; then its gradient
    float* softGradient = nullptr;  ///< [soft rows, width] after backward()
};

class BackboneModule {
  public:
    virtual ~BackboneModule() = default;
    virtual std::uint64_t weightBytes() const = 0;
    /// Input embeddings [vocabulary, width] and the head's matrix (the same memory where they are tied).
    virtual const layers::Matrix& embedding() const = 0;
    virtual const layers::Matrix& head() const = 0;
    /// Bytes of one token's keys and values in one layer.
    virtual std::int64_t cacheRowBytes() const = 0;

    /// Buffers for a batch; `keep`: with what backward() needs.
    virtual std::unique_ptr<ModuleWork> layOut(const layers::PackedPlan& plan, bool keep,
                                               layers::Arena& arena) const = 0;
    /// From work.stream to work.hidden. With a cache, keys are written to plan.slots and read from the cache.
    virtual void forward(const layers::PackedPlan& plan, ModuleWork& work, const KeyCache* cache) const = 0;
    /// From the gradient in work.hidden to work.softGradient.
    virtual void backward(const layers::PackedPlan& plan, ModuleWork& work) const = 0;
    /// The products of forward() and backward() alone, over whatever the buffers hold: what a step cannot
    /// avoid.
    virtual void bareProducts(const layers::PackedPlan& plan, ModuleWork& work) const = 0;
};

/// What a family's factory gets: `namespace lathe::FAMILY { Result<std::unique_ptr<BackboneModule>>
/// makeModule(...); }`.
struct ModuleInput {
    const BackboneFiles& files;
    Dtype dtype = Dtype::Float32;
};

}  // namespace lathe
