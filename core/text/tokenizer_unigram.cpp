// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_unigram.h"

#include <algorithm>
#include <limits>

#include "core/base/text.h"
#include "core/text/tokenizer_bytes.h"

namespace lathe::tokens {
namespace {
constexpr double kUnknownPenalty = 10.0;  // both libraries'
}  // namespace

Unigram::Unigram(std::vector<ScoredToken> tokens, UnigramOptions options)
    : tokens_(std::move(tokens)), options_(options) {
    double least = std::numeric_limits<double>::infinity();
    most_ = std::numeric_limits<float>::min();  // sentencepiece's start, so never less
    std::vector<PrefixTrie::Entry> entries;
    for (std::size_t id = 0; id < tokens_.size(); ++id) {
        const ScoredToken& token = tokens_[id];
        ids_.insert_or_assign(token.text, static_cast<std::int32_t>(id));
        if (!token.found) continue;
        entries.emplace_back(token.text, static_cast<std::int32_t>(id));
        if (token.always) continue;
        least = std::min(least, token.score);
        most_ = std::max(most_, token.score);
    }
    trie_ = PrefixTrie(std::move(entries));
    unknownScore_ =
        options_.single ? static_cast<double>(static_cast<float>(least) - 10.0F) : least - kUnknownPenalty;
    if (!options_.byteFallback) return;
    for (unsigned byte = 0; byte < 256; ++byte)
        byteIds_.push_back(idIn(ids_, byteName(static_cast<unsigned char>(byte))).value_or(-1));
}

template <bool single>
std::vector<Unigram::Step> Unigram::bestSteps(std::string_view word) const {
    std::vector<Step> steps(word.size() + 1);
    const auto offer = [&](std::size_t from, std::size_t to, double score, std::int32_t token) {
        Step& step = steps[to];
        if (single) score = static_cast<double>(static_cast<float>(score));
        if (step.from < 0 || score > step.score) step = {score, static_cast<std::int32_t>(from), token};
    };
    for (std::size_t at = 0; at < word.size();) {
        const double here = steps[at].score;
        std::size_t next = at;
        nextCodePoint(word, next);
        bool whole = false;  // a token of just this character
        trie_.match(word, at, [&](std::size_t length, std::int32_t id) {
            const ScoredToken& token = tokens_[static_cast<std::size_t>(id)];
            double score = token.score;
            if (token.always)
                score = static_cast<double>(static_cast<float>(length) * static_cast<float>(most_)) - 0.1;
            offer(at, at + length, score + here, id);
            whole = whole || length == next - at;
        });
        if (!whole) offer(at, next, unknownScore_ + here, -1);
        at = next;
    }
    return steps;
}

void Unigram::appendUnknown(std::string_view text, std::vector<std::int32_t>& out) const {
    const auto known = [&](char byte) { return byteIds_[static_cast<unsigned char>(byte)]; };
    if (!byteIds_.empty() && std::all_of(text.begin(), text.end(), [&](char c) { return known(c) >= 0; }))
        for (const char c : text) out.push_back(known(c));
    else
        out.push_back(options_.unknown);
}

void Unigram::encode(std::string_view word, std::vector<std::int32_t>& out) const {
    if (word.empty()) return;
    const std::vector<Step> steps = options_.single ? bestSteps<true>(word) : bestSteps<false>(word);
    std::vector<std::size_t> ends;
    for (std::size_t at = word.size(); at > 0; at = static_cast<std::size_t>(steps[at].from))
        ends.push_back(at);
    // Unknown characters side by side are one unknown token.
    std::size_t open = word.size();  // where a run of them began
    const auto close = [&](std::size_t at) {
        if (open >= at) return;
        const std::string_view run = word.substr(open, at - open);
        // The reference looks for the run as a token first.
        const auto token = options_.single ? std::nullopt : idIn(ids_, run);
        if (token)
            out.push_back(*token);
        else
            appendUnknown(run, out);
        open = word.size();
    };
    for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
        const Step& step = steps[*end];
        const auto from = static_cast<std::size_t>(step.from);
        if (step.token < 0 || step.token == options_.unknown) {
            open = std::min(open, from);
            continue;
        }
        close(from);
        out.push_back(step.token);
    }
    close(word.size());
}

}  // namespace lathe::tokens
