// SPDX-License-Identifier: Apache-2.0
// The next token from a row of logits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lathe {

struct Choice {
    double temperature = 0;  ///< 0: the largest logit, the lower id of equal ones
    std::int64_t topK = 0;   ///< 0: all
    double topP = 1;         ///< the fewest tokens that together have at least this share
};

/// `draw` in [0, 1) picks among what is left. Returns -1 where no logit is a number.
std::int32_t chooseToken(std::span<const float> logits, const Choice& choice, double draw);

struct Scored {
    std::int32_t token = 0;
    double logProb = 0;
};
/// The `count` likeliest tokens, likeliest first, with their log-probabilities. Empty where no logit is a
/// number.
std::vector<Scored> likeliest(std::span<const float> logits, std::size_t count);

}  // namespace lathe
