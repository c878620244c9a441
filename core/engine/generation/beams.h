// SPDX-License-Identifier: Apache-2.0
// Beam search over one context: which hypotheses go on, which are done.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/engine/generation/choose.h"

namespace lathe {

struct Hypothesis {
    std::vector<std::int32_t> tokens;  ///< generated
    std::vector<std::int32_t> slots;   ///< their keys' slots; the last token's is given when it runs
    double sum = 0;                    ///< of log-probabilities
};

class Beams {
  public:
    /// `before`: tokens in front of all hypotheses that count in their length; `early`: ends when `count` are
    /// done.
    Beams(std::int64_t count, double lengthPenalty, std::int64_t before = 0, bool early = false)
        : count_(static_cast<std::size_t>(count)),
          penalty_(lengthPenalty),
          before_(static_cast<std::size_t>(before)),
          early_(early) {
        live_.resize(1);
    }
    /// Hypotheses that want their next token's scores; empty when done.
    std::vector<Hypothesis>& live() { return live_; }
    /// One step: scores[i] are the likeliest next tokens of live()[i]. `last`: no text may get longer; the
    /// best end as they stand.
    void advance(const std::vector<std::vector<Scored>>& scores, std::span<const std::int32_t> stop,
                 bool last);
    /// How many likeliest tokens advance() wants of each.
    std::size_t wanted(std::size_t stops) const { return count_ * (1 + stops); }
    /// The best text that is done.
    std::vector<std::int32_t> best() const;

  private:
    struct Done {
        std::vector<std::int32_t> tokens;
        double score = 0;
    };
    double score(double sum, std::size_t length) const;
    void finish(std::vector<std::int32_t> tokens, double score);

    std::size_t count_;
    double penalty_;
    std::size_t before_;
    bool early_;
    std::vector<Hypothesis> live_;
    std::vector<Done> done_;  ///< best first, at most count_
};

}  // namespace lathe
