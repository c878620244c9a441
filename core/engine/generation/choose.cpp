// SPDX-License-Identifier: Apache-2.0
#include "core/engine/generation/choose.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lathe {

namespace {

/// Log of the sum of exponents; NaN entries are left out.
double logSum(std::span<const float> logits) {
    double top = -std::numeric_limits<double>::infinity();
    for (float x : logits)
        if (!std::isnan(x)) top = std::max(top, static_cast<double>(x));
    if (!std::isfinite(top)) return top;
    double total = 0;
    for (float x : logits)
        if (!std::isnan(x)) total += std::exp(static_cast<double>(x) - top);
    return top + std::log(total);
}

/// Tokens from the likeliest on, sorted as far as they are asked for.
class Ranking {
  public:
    explicit Ranking(std::span<const float> logits) : logits_(logits) {
        order_.reserve(logits.size());
        for (std::size_t i = 0; i < logits.size(); ++i)
            if (!std::isnan(logits[i])) order_.push_back(static_cast<std::int32_t>(i));
    }
    std::size_t size() const { return order_.size(); }
    std::int32_t at(std::size_t rank) {
        if (rank >= sorted_) sortTo(rank + 1);
        return order_[rank];
    }
    /// Sorts the first `count`.
    void sortTo(std::size_t count) {
        constexpr std::size_t kLeast = 64;
        if (count <= sorted_) return;
        const std::size_t end = std::min(order_.size(), std::max({count, kLeast, 4 * sorted_}));
        const auto larger = [&](std::int32_t a, std::int32_t b) {
            const float x = logits_[static_cast<std::size_t>(a)], y = logits_[static_cast<std::size_t>(b)];
            return x != y ? x > y : a < b;
        };
        const auto from = order_.begin() + static_cast<std::ptrdiff_t>(sorted_);
        std::partial_sort(from, order_.begin() + static_cast<std::ptrdiff_t>(end), order_.end(), larger);
        sorted_ = end;
    }

  private:
    std::span<const float> logits_;
    std::vector<std::int32_t> order_;
    std::size_t sorted_ = 0;
};

}  // namespace

std::vector<Scored> likeliest(std::span<const float> logits, std::size_t count) {
    const double all = logSum(logits);
    if (!std::isfinite(all)) return {};
    Ranking ranking(logits);
    std::vector<Scored> out;
    for (std::size_t rank = 0; rank < std::min(count, ranking.size()); ++rank) {
        const std::int32_t token = ranking.at(rank);
        out.push_back({token, static_cast<double>(logits[static_cast<std::size_t>(token)]) - all});
    }
    return out;
}

std::int32_t chooseToken(std::span<const float> logits, const Choice& choice, double draw) {
    if (choice.temperature <= 0) {
        std::int32_t best = -1;
        for (std::size_t i = 0; i < logits.size(); ++i)
            if (!std::isnan(logits[i]) && (best < 0 || logits[i] > logits[static_cast<std::size_t>(best)]))
                best = static_cast<std::int32_t>(i);
        return best;
    }
    std::vector<float> scaled(logits.begin(), logits.end());
    for (float& x : scaled) x = static_cast<float>(static_cast<double>(x) / choice.temperature);
    const double all = logSum(scaled);
    if (!std::isfinite(all)) return -1;
    Ranking ranking(scaled);
    const auto shareAt = [&](std::size_t rank) {
        return std::exp(static_cast<double>(scaled[static_cast<std::size_t>(ranking.at(rank))]) - all);
    };
    std::size_t count = ranking.size();
    double share = 1;  // of the tokens that are left
    if (choice.topK > 0 && static_cast<std::size_t>(choice.topK) < count) {
        count = static_cast<std::size_t>(choice.topK);
        share = 0;
        ranking.sortTo(count);
        for (std::size_t rank = 0; rank < count; ++rank) share += shareAt(rank);
    }
    if (choice.topP < 1) {
        const double wanted = choice.topP * share;
        std::size_t kept = 0;
        for (share = 0; kept < count && (kept == 0 || share < wanted);) share += shareAt(kept++);
        count = kept;
    }
    double left = draw * share;
    for (std::size_t rank = 0; rank < count; ++rank) {
        left -= shareAt(rank);
        if (left < 0) return ranking.at(rank);
    }
    return ranking.at(count - 1);
}

}  // namespace lathe
