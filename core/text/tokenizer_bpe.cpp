// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_bpe.h"

#include <cstdio>
#include <queue>
#include <unordered_set>

#include "core/base/text.h"
#include "core/text/tokenizer_bytes.h"

namespace lathe::tokens {
namespace {

constexpr std::size_t kMostCachedWords = 1 << 16;
constexpr std::size_t kMostCachedBytes = 128;

std::uint64_t pairOf(std::int32_t left, std::int32_t right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
           static_cast<std::uint32_t>(right);
}

}  // namespace

/// A symbol of a word in a doubly linked list; merged ones have id -1.
struct Bpe::Symbol {
    std::int32_t id, previous, next;
};

Result<std::unique_ptr<Bpe>> Bpe::make(const TokenIds& ids, const Merges& merges, BpeOptions options) {
    std::unique_ptr<Bpe> model(new Bpe(std::move(options)));
    const BpeOptions& chosen = model->options_;
    model->byteIds_.fill(-1);
    for (unsigned byte = 0; byte < 256; ++byte) {
        char name[8];
        std::snprintf(name, sizeof name, "<0x%02X>", byte);
        const auto id = chosen.byteLevel      ? idIn(ids, byteCharacter(static_cast<unsigned char>(byte)))
                        : chosen.byteFallback ? idIn(ids, name)
                                              : std::nullopt;
        model->byteIds_[byte] = id.value_or(-1);
    }
    if (!chosen.byteLevel) {
        model->ids_ = ids;
    } else if (chosen.ignoreMerges) {
        for (const auto& [token, id] : ids)
            if (auto bytes = bytesOfToken(token)) model->ids_.emplace(std::move(*bytes), id);
    }
    model->merges_.reserve(merges.size());
    std::unordered_set<std::int32_t> seen;
    std::int32_t rank = 0;
    for (const auto& [left, right] : merges) {
        const std::string_view tail = right.starts_with(chosen.continuing)
                                          ? std::string_view(right).substr(chosen.continuing.size())
                                          : std::string_view(right);
        const auto first = idIn(ids, left), second = idIn(ids, right),
                   result = idIn(ids, left + std::string(tail));
        if (!first || !second || !result)
            return failed("merge " + std::to_string(rank + 1) + " (" + left + " " + right +
                          ") makes or takes no token");
        model->merges_.insert_or_assign(pairOf(*first, *second),
                                        Merge{rank, *result});  // the last one counts
        if (seen.insert(*result).second) model->byRank_.push_back(*result);
        ++rank;
    }
    return model;
}

const Bpe::Merge* Bpe::find(std::int32_t left, std::int32_t right) const {
    const auto found = merges_.find(pairOf(left, right));
    return found == merges_.end() ? nullptr : &found->second;
}

std::vector<Bpe::Symbol> Bpe::symbols(std::string_view word) const {
    std::vector<Symbol> all;
    const auto add = [&](std::int32_t id) {
        const auto at = static_cast<std::int32_t>(all.size());
        all.push_back({id, at - 1, at + 1});
    };
    if (options_.byteLevel) {
        all.reserve(word.size());
        for (const char c : word)
            if (const std::int32_t id = byteIds_[static_cast<unsigned char>(c)]; id >= 0) add(id);
    } else {
        bool lastUnknown = false;
        for (std::size_t at = 0; at < word.size();) {
            const std::size_t start = at;
            nextCodePoint(word, at);
            std::string name = start > 0 ? options_.continuing : std::string();
            name.append(word, start, at - start);
            if (at == word.size()) name += options_.ending;
            if (const auto id = idIn(ids_, name)) {
                add(*id);
                lastUnknown = false;
                continue;
            }
            bool bytes = options_.byteFallback;
            for (std::size_t i = start; bytes && i < at; ++i)
                bytes = byteIds_[static_cast<unsigned char>(word[i])] >= 0;
            if (bytes) {
                for (std::size_t i = start; i < at; ++i) add(byteIds_[static_cast<unsigned char>(word[i])]);
                lastUnknown = false;
            } else if (options_.unknown) {
                if (!(options_.fuseUnknown && lastUnknown)) add(*options_.unknown);
                lastUnknown = true;
            }
        }
    }
    if (!all.empty()) all.back().next = -1;
    return all;
}

void Bpe::merge(std::vector<Symbol>& all) const {
    struct Candidate {
        std::int32_t rank, position, result;
        bool operator<(const Candidate& other) const {  // the queue gives the greatest first
            return rank != other.rank ? rank > other.rank : position > other.position;
        }
    };
    std::priority_queue<Candidate> queue;
    const auto offer = [&](std::int32_t position) {
        const Symbol& symbol = all[static_cast<std::size_t>(position)];
        if (symbol.next < 0) return;
        if (const Merge* found = find(symbol.id, all[static_cast<std::size_t>(symbol.next)].id))
            queue.push({found->rank, position, found->result});
    };
    for (std::size_t i = 0; i + 1 < all.size(); ++i) offer(static_cast<std::int32_t>(i));
    while (!queue.empty()) {
        const Candidate best = queue.top();
        queue.pop();
        Symbol& left = all[static_cast<std::size_t>(best.position)];
        if (left.id < 0 || left.next < 0) continue;
        Symbol& right = all[static_cast<std::size_t>(left.next)];
        const Merge* still = find(left.id, right.id);
        if (!still || still->result != best.result) continue;  // one of the two has been merged since
        left.id = best.result;
        right.id = -1;
        left.next = right.next;
        if (left.next >= 0) all[static_cast<std::size_t>(left.next)].previous = best.position;
        if (left.previous >= 0) offer(left.previous);
        offer(best.position);
    }
}

void Bpe::encode(std::string_view word, std::vector<std::int32_t>& out) const {
    if (word.empty()) return;
    if (options_.ignoreMerges)
        if (const auto whole = idIn(ids_, word)) return out.push_back(*whole);
    const bool small = word.size() <= kMostCachedBytes;
    if (small) {
        const std::lock_guard lock(mutex_);
        if (const auto found = cache_.find(word); found != cache_.end()) {
            out.insert(out.end(), found->second.begin(), found->second.end());
            return;
        }
    }
    std::vector<Symbol> all = symbols(word);
    merge(all);
    const std::size_t before = out.size();
    for (const Symbol& symbol : all)
        if (symbol.id >= 0) out.push_back(symbol.id);
    if (small) {
        const std::lock_guard lock(mutex_);
        if (cache_.size() >= kMostCachedWords) cache_.clear();
        cache_.emplace(
            word, std::vector<std::int32_t>(out.begin() + static_cast<std::ptrdiff_t>(before), out.end()));
    }
}

}  // namespace lathe::tokens
