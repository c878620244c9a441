// SPDX-License-Identifier: Apache-2.0
#include "core/engine/context_cache.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "core/base/paths.h"
#include "core/engine/layers/guard.h"
#include "core/engine/machine.h"
#include "core/methods/description.h"

namespace lathe {

namespace {

/// Auto takes a quarter of the memory that is free, and half of the disk that is.
ContextLimits limitsOf(const Json& setting) {
    ContextLimits limits;
    limits.memory =
        setting.isNumber() ? static_cast<std::uint64_t>(setting.toInteger()) << 20 : availableMemory() / 4;
    limits.folder = cacheDirectory();
    std::error_code wrong;
    std::filesystem::create_directories(limits.folder, wrong);
    const auto disk = std::filesystem::space(limits.folder, wrong);
    if (!wrong) limits.file = disk.available / 2;
    return limits;
}

}  // namespace

std::size_t constantTokens(const EncodedRow& row) {
    const auto soft = std::ranges::find_if(row.context, [](std::int32_t token) { return token < 0; });
    return soft == row.context.end() ? 0 : static_cast<std::size_t>(soft - row.context.begin());
}

std::optional<ContextLimits> contextLimits(const Json& setting, const Recipe& recipe,
                                           const Backbone& backbone, std::span<const EncodedRow> rows) {
    if (setting == Json("off") || rows.empty() || backbone.contextBytes(1) == 0) return std::nullopt;
    const RowTokens taken = rowTokensOf(backbone.shape(), recipe);
    if (taken.slots == 0 || taken.front > 0) return std::nullopt;
    if (recipe.json().at("method.tune_backbone").toBool()) return std::nullopt;
    const auto constant = [](const EncodedRow& row) {
        return std::span(row.context).first(constantTokens(row));
    };
    const bool differ = std::ranges::any_of(rows, [&](const EncodedRow& row) {
        return !std::ranges::equal(constant(row), constant(rows.front()));
    });
    if (!differ) return std::nullopt;
    return limitsOf(setting);
}

std::size_t ContextCache::Hash::operator()(Text text) const {
    std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a over tokens
    for (const std::int32_t token : text) hash = (hash ^ static_cast<std::uint32_t>(token)) * 0x100000001b3U;
    return static_cast<std::size_t>(hash ^ (hash >> 32));
}

bool ContextCache::Equal::operator()(Text a, Text b) const {
    return std::ranges::equal(a, b);
}

Result<> ContextCache::provide(std::span<PackedBatch* const> batches) {
    passing_.clear();
    roomsUsed_ = 0;
    return caught("the texts' keys and values", [&]() -> Result<> {
        for (PackedBatch* batch : batches)
            for (PackedBatch::Row& row : batch->rows) {
                if (row.past.empty()) continue;
                LATHE_TRY(keys, keysOf(row.past));
                row.stored = keys;
            }
        return {};
    });
}

Result<const std::byte*> ContextCache::keysOf(Text text) {
    for (const Known* known : {&known_, &passing_})
        if (const auto found = known->find(text); found != known->end())
            return static_cast<const std::byte*>(found->second);
    const std::uint64_t bytes = backbone_->contextBytes(static_cast<std::int64_t>(text.size()));
    std::byte* room = kept_.take(bytes);
    const bool stays = room != nullptr;
    if (!stays) room = passingRoom(bytes);
    LATHE_CHECK(backbone_->readContext(text, room));
    ++counts_.read;
    ++(stays ? counts_.texts : counts_.passing);
    (stays ? known_ : passing_).emplace(std::vector<std::int32_t>(text.begin(), text.end()), room);
    return static_cast<const std::byte*>(room);
}

std::byte* ContextCache::passingRoom(std::uint64_t bytes) {
    if (roomsUsed_ == room_.size()) room_.emplace_back();
    layers::Pages& pages = room_[roomsUsed_++];
    if (pages.size() < bytes) {
        pages = {};
        pages = layers::Pages(bytes);
    }
    return pages.data();
}

}  // namespace lathe
