// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_spm_bpe.h"

#include <algorithm>
#include <queue>

#include "core/base/text.h"
#include "core/text/tokenizer_bytes.h"

namespace lathe::tokens {

SpmBpe::SpmBpe(const SpmFile& file) {
    std::vector<PrefixTrie::Entry> always;
    if (file.byteFallback) byteIds_.resize(256);
    for (std::size_t i = 0; i < file.pieces.size(); ++i) {
        const SpmPiece& piece = file.pieces[i];
        const auto id = static_cast<std::int32_t>(i);
        known_.push_back({piece.score, piece.type == SpmPiece::Unused});
        if (piece.type == SpmPiece::Unknown) unknown_ = id;
        if (piece.type == SpmPiece::Byte) byteIds_[*byteOfName(piece.text)] = id;
        if (piece.type == SpmPiece::UserDefined) always.emplace_back(piece.text, id);
        if (piece.type != SpmPiece::Normal && piece.type != SpmPiece::UserDefined &&
            piece.type != SpmPiece::Unused)
            continue;
        ids_.emplace(piece.text, id);
        longest_ = std::max(longest_, piece.text.size());
    }
    always_ = PrefixTrie(std::move(always));
}

void SpmBpe::append(std::string_view piece, const Joins& joins, std::vector<std::int32_t>& out) const {
    const auto id = idIn(ids_, piece);
    if (id && known_[static_cast<std::size_t>(*id)].unused)
        if (const auto join = joins.find(piece); join != joins.end()) {
            append(piece.substr(0, join->second), joins, out);
            return append(piece.substr(join->second), joins, out);
        }
    if (id) return out.push_back(*id);
    if (!byteIds_.empty()) {
        for (const char c : piece) out.push_back(byteIds_[static_cast<unsigned char>(c)]);
    } else if (out.empty() || out.back() != unknown_) {  // unknown characters side by side are one
        out.push_back(unknown_);
    }
}

void SpmBpe::encode(std::string_view word, std::vector<std::int32_t>& out) const {
    struct Symbol {
        std::size_t from, size;  ///< size 0: joined to the one before
        std::int32_t previous, next;
        bool fixed;
    };
    struct Pair {
        float score;
        std::int32_t left, right;
        std::size_t size;
        bool operator<(const Pair& other) const {  // the queue gives the greatest first
            return score != other.score ? score < other.score : left > other.left;
        }
    };
    std::vector<Symbol> symbols;
    for (std::size_t at = 0; at < word.size();) {
        std::size_t end = at;
        nextCodePoint(word, end);
        bool fixed = false;
        always_.match(word, at, [&](std::size_t length, std::int32_t) {
            end = at + length;
            fixed = true;
        });
        const auto index = static_cast<std::int32_t>(symbols.size());
        symbols.push_back({at, end - at, index - 1, end < word.size() ? index + 1 : -1, fixed});
        at = end;
    }
    std::priority_queue<Pair> queue;
    Joins joins;
    const auto offer = [&](std::int32_t left, std::int32_t right) {
        if (left < 0 || right < 0) return;
        const Symbol& a = symbols[static_cast<std::size_t>(left)];
        const Symbol& b = symbols[static_cast<std::size_t>(right)];
        if (a.fixed || b.fixed || a.size + b.size > longest_) return;
        const std::string_view whole = word.substr(a.from, a.size + b.size);
        const auto id = idIn(ids_, whole);
        if (!id) return;
        const Known& known = known_[static_cast<std::size_t>(*id)];
        queue.push({known.score, left, right, whole.size()});
        if (known.unused) joins.insert_or_assign(whole, a.size);
    };
    for (std::size_t i = 1; i < symbols.size(); ++i)
        offer(static_cast<std::int32_t>(i) - 1, static_cast<std::int32_t>(i));
    while (!queue.empty()) {
        const Pair best = queue.top();
        queue.pop();
        Symbol& left = symbols[static_cast<std::size_t>(best.left)];
        Symbol& right = symbols[static_cast<std::size_t>(best.right)];
        if (left.size == 0 || right.size == 0 || left.size + right.size != best.size) continue;
        left.size += right.size;
        left.next = right.next;
        if (right.next >= 0) symbols[static_cast<std::size_t>(right.next)].previous = best.left;
        right.size = 0;
        offer(left.previous, best.left);
        offer(best.left, left.next);
    }
    for (const Symbol& symbol : symbols)
        if (symbol.size > 0) append(word.substr(symbol.from, symbol.size), joins, out);
}

}  // namespace lathe::tokens
