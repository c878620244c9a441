// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/bootstrap.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/base/random.h"
#include "core/metrics/statistics.h"

namespace lathe {
namespace {

/// How often each of `rows` rows is drawn.
std::vector<std::int32_t> draw(std::size_t rows, std::uint64_t seed, std::int64_t number) {
    std::vector<std::int32_t> times(rows, 0);
    const Random random(seed, "bootstrap", static_cast<std::uint64_t>(number));
    for (std::size_t i = 0; i < rows; ++i) ++times[random.below(i, rows)];
    return times;
}

double drawn(const Metric& metric, const Statistics& statistics, const std::vector<std::int32_t>& times) {
    std::vector<double> sums(statistics.width, 0.0);
    const double* number = statistics.numbers.data();
    for (const std::int32_t count : times) {
        if (count > 0)
            for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += count * number[i];
        number += sums.size();
    }
    return metric.value(sums);
}

/// The value below which `share` of the (sorted) values lie, between two of them by their distance.
double percentile(const std::vector<double>& sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const std::size_t high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] + (place - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

Interval intervalOf(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return {percentile(values, 0.025), percentile(values, 0.975)};
}

/// A metric with the statistics of one or two sides.
struct Case {
    Metric metric;
    Statistics first, second;
    std::vector<double> values;
};

/// Fills each case's values, draw by draw; cases with as many rows share their draws.
void resample(std::vector<Case>& cases, std::int64_t resamples, std::uint64_t seed, bool paired) {
    for (std::int64_t number = 0; number < resamples; ++number) {
        std::map<std::size_t, std::vector<std::int32_t>> draws;
        for (Case& one : cases) {
            auto& times = draws[one.first.rows()];
            if (times.empty()) times = draw(one.first.rows(), seed, number);
            const double value = drawn(one.metric, one.first, times);
            one.values.push_back(paired ? drawn(one.metric, one.second, times) - value : value);
        }
    }
}

}  // namespace

std::map<std::string, Interval> bootstrapIntervals(const Measured& measured, std::int64_t resamples,
                                                   std::uint64_t seed) {
    std::vector<Case> cases;
    for (const Metric& metric : allMetrics())
        if (auto statistics = metric.statistics(measured); statistics && statistics->rows() > 1)
            cases.push_back({metric, std::move(*statistics), {}, {}});
    resample(cases, resamples, seed, false);
    std::map<std::string, Interval> intervals;
    for (Case& one : cases)
        if (!one.values.empty()) intervals[std::string(one.metric.name)] = intervalOf(std::move(one.values));
    return intervals;
}

std::map<std::string, PairedDifference> pairedBootstrap(const Measured& first, const Measured& second,
                                                        std::int64_t resamples, std::uint64_t seed) {
    std::vector<Case> cases;
    for (const Metric& metric : allMetrics()) {
        auto a = metric.statistics(first), b = metric.statistics(second);
        if (a && b && a->rows() == b->rows() && a->rows() > 1)
            cases.push_back({metric, std::move(*a), std::move(*b), {}});
    }
    resample(cases, resamples, seed, true);
    std::map<std::string, PairedDifference> all;
    for (Case& one : cases) {
        PairedDifference difference;
        difference.first = one.metric.value(metrics::sumsOf(one.first));
        difference.second = one.metric.value(metrics::sumsOf(one.second));
        double mean = 0;
        for (const double value : one.values) mean += value / static_cast<double>(one.values.size());
        const double observed = std::fabs(difference.second - difference.first);
        const auto strayed = std::ranges::count_if(
            one.values, [&](double value) { return std::fabs(value - mean) >= observed; });
        difference.p = static_cast<double>(strayed + 1) / static_cast<double>(one.values.size() + 1);
        difference.interval = intervalOf(std::move(one.values));
        all[std::string(one.metric.name)] = difference;
    }
    return all;
}

McNemar mcNemar(const std::vector<bool>& first, const std::vector<bool>& second) {
    assert(first.size() == second.size());
    McNemar result;
    for (std::size_t row = 0; row < first.size(); ++row) {
        result.onlyFirst += first[row] && !second[row];
        result.onlySecond += second[row] && !first[row];
    }
    const std::int64_t all = result.onlyFirst + result.onlySecond;
    const auto trials = static_cast<double>(all);
    double tail = 0;
    for (std::int64_t k = 0; k <= std::min(result.onlyFirst, result.onlySecond); ++k) {
        const auto hits = static_cast<double>(k);
        tail += std::exp(std::lgamma(trials + 1) - std::lgamma(hits + 1) - std::lgamma(trials - hits + 1) -
                         trials * std::log(2.0));
    }
    result.p = std::min(1.0, 2 * tail);
    return result;
}

}  // namespace lathe
