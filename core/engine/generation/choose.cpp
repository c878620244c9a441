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

}  // namespace

std::vector<Scored> likeliest(std::span<const float> logits, std::size_t count) {
    const double all = logSum(logits);
    if (!std::isfinite(all)) return {};
    std::vector<std::int32_t> order;
    order.reserve(logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i)
        if (!std::isnan(logits[i])) order.push_back(static_cast<std::int32_t>(i));
    const auto value = [&](std::int32_t token) { return logits[static_cast<std::size_t>(token)]; };
    const auto larger = [&](std::int32_t a, std::int32_t b) {
        return value(a) != value(b) ? value(a) > value(b) : a < b;
    };
    const auto kept = static_cast<std::ptrdiff_t>(std::min(count, order.size()));
    std::partial_sort(order.begin(), order.begin() + kept, order.end(), larger);
    std::vector<Scored> out;
    for (std::ptrdiff_t i = 0; i < kept; ++i) {
        const std::int32_t token = order[static_cast<std::size_t>(i)];
        out.push_back({token, static_cast<double>(value(token)) - all});
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
    const std::size_t most = choice.topK > 0 ? static_cast<std::size_t>(choice.topK) : scaled.size();
    const std::vector<Scored> kept = likeliest(scaled, most);
    if (kept.empty()) return -1;
    double whole = 0;
    for (const Scored& s : kept) whole += std::exp(s.logProb);
    std::size_t count = 0;
    double share = 0;
    while (count < kept.size() && (count == 0 || share < choice.topP * whole))
        share += std::exp(kept[count++].logProb);
    double left = draw * share;
    for (std::size_t i = 0; i < count; ++i) {
        left -= std::exp(kept[i].logProb);
        if (left < 0) return kept[i].token;
    }
    return kept[count - 1].token;
}

}  // namespace lathe
