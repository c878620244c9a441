// SPDX-License-Identifier: Apache-2.0
// What stands in front of a row's first soft token is the same at every step of a causal model: its keys and
// values are computed once a text and kept, and steps and evaluations run only what follows. What finds no
// room is read again each time, to the same bits.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/engine/backbone.h"
#include "core/engine/context_store.h"
#include "core/spec/recipe.h"
#include "core/text/template.h"

namespace lathe {

/// How many of a row's first tokens stand in front of all that is trained; 0 where no soft token follows
/// them.
std::size_t constantTokens(const EncodedRow& row);

/// What `setting` (training.context_cache: "auto", "off", or MiB of memory) means for a run over these rows:
/// nothing where it is off, where the method changes what stands in front of the text or the model itself, or
/// where what the rows begin with up to their soft tokens is the same for all (a batch shares that anyway).
std::optional<ContextLimits> contextLimits(const Json& setting, const Recipe& recipe,
                                           const Backbone& backbone, std::span<const EncodedRow> rows);

class ContextCache {
  public:
    /// The backbone must be there at each call.
    ContextCache(Backbone& backbone, ContextLimits limits) : backbone_(&backbone), kept_(std::move(limits)) {}

    /// Gives each row with a past, of batches that run together, its stored keys, until the next call.
    Result<> provide(std::span<PackedBatch* const> batches);
    Result<> provide(PackedBatch& batch) {
        PackedBatch* const one = &batch;
        return provide({&one, 1});
    }
    const Backbone& backbone() const { return *backbone_; }

    struct Counts {
        std::int64_t texts = 0;    ///< different ones that are kept
        std::int64_t read = 0;     ///< texts that were computed
        std::int64_t passing = 0;  ///< of those, computed for one batch alone: there was no room
    };
    const Counts& counts() const { return counts_; }
    const ContextStore& store() const { return kept_; }

  private:
    using Text = std::span<const std::int32_t>;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(Text text) const;
        std::size_t operator()(const std::vector<std::int32_t>& text) const { return (*this)(Text(text)); }
    };
    struct Equal {
        using is_transparent = void;
        bool operator()(Text a, Text b) const;
    };
    using Known = std::unordered_map<std::vector<std::int32_t>, std::byte*, Hash, Equal>;

    Result<const std::byte*> keysOf(Text text);
    std::byte* passingRoom(std::uint64_t bytes);

    Backbone* backbone_;
    ContextStore kept_;
    Known known_;    ///< texts whose keys are kept
    Known passing_;  ///< those of this batch alone
    std::vector<layers::Pages> room_;
    std::size_t roomsUsed_ = 0;
    Counts counts_;
};

}  // namespace lathe
