// SPDX-License-Identifier: Apache-2.0
#include "core/engine/generation/beams.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lathe {

double Beams::score(double sum, std::size_t length) const {
    return sum / std::pow(static_cast<double>(std::max<std::size_t>(before_ + length, 1)), penalty_);
}

void Beams::finish(std::vector<std::int32_t> tokens, double value) {
    const auto at = std::find_if(done_.begin(), done_.end(), [&](const Done& d) { return value > d.score; });
    done_.insert(at, {std::move(tokens), value});
    if (done_.size() > count_) done_.pop_back();
}

void Beams::advance(const std::vector<std::vector<Scored>>& scores, std::span<const std::int32_t> stop,
                    bool last) {
    struct Candidate {
        std::size_t from = 0;
        std::int32_t token = 0;
        double sum = 0;
    };
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < scores.size(); ++i)
        for (const Scored& s : scores[i]) candidates.push_back({i, s.token, live_[i].sum + s.logProb});
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.sum > b.sum; });

    std::vector<Hypothesis> next;
    for (std::size_t rank = 0; rank < candidates.size() && next.size() < count_; ++rank) {
        const Candidate& c = candidates[rank];
        const Hypothesis& from = live_[c.from];
        const bool stops = std::find(stop.begin(), stop.end(), c.token) != stop.end();
        if (stops || last) {
            // An end below the best `count` hypotheses would only crowd out longer ones.
            if (rank >= count_) continue;
            std::vector<std::int32_t> tokens = from.tokens;
            if (!stops) tokens.push_back(c.token);
            finish(std::move(tokens), score(c.sum, from.tokens.size() + 1));
            continue;
        }
        Hypothesis grown = from;
        grown.tokens.push_back(c.token);
        grown.sum = c.sum;
        next.push_back(std::move(grown));
    }
    live_ = std::move(next);
    if (live_.empty() || done_.size() < count_) return;
    // Even the best living one, scored at its length, does not beat the worst that is done.
    if (early_ || score(live_.front().sum, live_.front().tokens.size()) <= done_.back().score) live_.clear();
}

std::vector<std::int32_t> Beams::best() const {
    return done_.empty() ? std::vector<std::int32_t>() : done_.front().tokens;
}

}  // namespace lathe
