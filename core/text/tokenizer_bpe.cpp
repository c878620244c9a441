// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_bpe.h"

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

Result<std::unique_ptr<Bpe>> Bpe::make(TokenIds ids, const Merges& merges, BpeOptions options) {
    std::unique_ptr<Bpe> model(new Bpe(std::move(ids), std::move(options)));
    const BpeOptions& chosen = model->options_;
    const TokenIds& known = model->ids_;
    model->byteIds_.fill(-1);
    for (unsigned byte = 0; byte < 256 && chosen.byteFallback; ++byte)
        model->byteIds_[byte] = idIn(known, byteName(static_cast<unsigned char>(byte))).value_or(-1);
    for (char32_t point = 0; point < model->firstIds_.size(); ++point) {
        std::string name;
        appendUtf8(name, point);
        model->firstIds_[point] = idIn(known, name).value_or(-1);
    }
    model->merges_.reserve(merges.size());
    std::unordered_set<std::int32_t> seen;
    std::int32_t rank = 0;
    std::string whole;
    for (const auto& [left, right] : merges) {
        whole = left;
        if (right.starts_with(chosen.continuing)) whole.append(right, chosen.continuing.size());
        const auto first = idIn(known, left), second = idIn(known, right), result = idIn(known, whole);
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

bool Bpe::appendBytes(std::string_view text, std::vector<Symbol>& out) const {
    const std::size_t before = out.size();
    for (const char c : text) {
        const std::int32_t id = byteIds_[static_cast<unsigned char>(c)];
        if (id < 0) {
            out.resize(before);
            return false;
        }
        out.push_back({id, 0, 0});
    }
    return true;
}

std::vector<Bpe::Symbol> Bpe::symbols(std::string_view word) const {
    std::vector<Symbol> all;
    all.reserve(word.size());
    bool unknown = false;  // an unknown token waits: bytes go in front of it, as in the reference
    std::string name;
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t start = at;
        const char32_t point = nextCodePoint(word, at);
        const bool bare =
            (start == 0 || options_.continuing.empty()) && (at < word.size() || options_.ending.empty());
        std::int32_t id = -1;
        if (bare && point < firstIds_.size()) {
            id = firstIds_[point];
            name = word.substr(start, at - start);
        } else {
            name.clear();
            if (start > 0) name = options_.continuing;
            name.append(word, start, at - start);
            if (at == word.size()) name += options_.ending;
            id = idIn(ids_, name).value_or(-1);
        }
        if (id >= 0) {
            if (unknown) all.push_back({*options_.unknown, 0, 0});
            unknown = false;
            all.push_back({id, 0, 0});
        } else if (!(options_.byteFallback && appendBytes(name, all)) && options_.unknown) {
            if (unknown && !options_.fuseUnknown) all.push_back({*options_.unknown, 0, 0});
            unknown = true;
        }
    }
    if (unknown) all.push_back({*options_.unknown, 0, 0});
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].previous = static_cast<std::int32_t>(i) - 1;
        all[i].next = i + 1 < all.size() ? static_cast<std::int32_t>(i) + 1 : -1;
    }
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
