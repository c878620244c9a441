// SPDX-License-Identifier: Apache-2.0
// How sure a metric is, and a difference between two runs: rows drawn again and again (Efron 1979; Koehn
// 2004).
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/metrics/metric.h"

namespace lathe {

inline constexpr std::int64_t kResamples = 1000;

struct Interval {
    double low = 0, high = 0;
};

/// The 2.5% and 97.5% points of every metric over `resamples` draws of as many rows, with replacement. The
/// same seed draws the same rows. Empty for fewer than two rows.
std::map<std::string, Interval> bootstrapIntervals(const Measured& measured,
                                                   std::int64_t resamples = kResamples,
                                                   std::uint64_t seed = 0);

struct PairedDifference {
    double first = 0, second = 0;  ///< the metric of each
    Interval interval;             ///< of second - first, 95%
    double p = 1;  ///< two-sided: share of draws whose difference strays as far from their mean as the
                   ///< observed one lies from 0 (as sacrebleu's paired bootstrap)
};

/// Both measured on the same rows in the same order: each draw takes the same rows of both. Metrics that only
/// one side has, or has for another number of rows, stay out.
std::map<std::string, PairedDifference> pairedBootstrap(const Measured& first, const Measured& second,
                                                        std::int64_t resamples = kResamples,
                                                        std::uint64_t seed = 0);

struct McNemar {
    std::int64_t onlyFirst = 0, onlySecond = 0;  ///< rows that one alone has right
    double p = 1;                                ///< two-sided, exact (binomial)
};

/// Of two lists of right and wrong over the same rows.
McNemar mcNemar(const std::vector<bool>& first, const std::vector<bool>& second);

}  // namespace lathe
