// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_axes.h"

#include <QVariant>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "core/base/random.h"
#include "widgets/models/run_query.h"

namespace lathe {
namespace {

constexpr int kFewestRuns = 4;
constexpr int kShuffles = 200;
constexpr double kChance = 0.95;  // of the shuffles lie below

/// Ranks from 1; equal values share the mean of theirs.
std::vector<double> ranksOf(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i;
        while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
        for (std::size_t k = i; k < end; ++k) ranks[order[k]] = (double(i + 1) + double(end)) / 2;
        i = end;
    }
    return ranks;
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
    const double n = double(x.size());
    const double mx = std::accumulate(x.begin(), x.end(), 0.0) / n,
                 my = std::accumulate(y.begin(), y.end(), 0.0) / n;
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - mx) * (y[i] - my);
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
    }
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

/// The share of y's variance that lies between the groups.
double etaSquared(const std::vector<double>& groups, const std::vector<double>& y) {
    const double mean = std::accumulate(y.begin(), y.end(), 0.0) / double(y.size());
    std::map<double, std::pair<double, double>> sums;  // group -> sum, count
    double all = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        sums[groups[i]].first += y[i];
        sums[groups[i]].second += 1;
        all += (y[i] - mean) * (y[i] - mean);
    }
    double between = 0;
    for (const auto& [group, sum] : sums) {
        const double away = sum.first / sum.second - mean;
        between += sum.second * away * away;
    }
    return all > 0 ? between / all : 0;
}

}  // namespace

RunAxis runAxis(const std::vector<const RunRow*>& runs, const QString& key, const QString& title) {
    RunAxis axis{key, title, {}, {}};
    QVector<QVariant> found;
    QStringList names;
    bool numbers = true;
    for (const RunRow* run : runs) {
        found.append(runField(*run, key));
        if (!found.last().isValid()) continue;
        const bool number =
            found.last().typeId() == QMetaType::Double || found.last().typeId() == QMetaType::LongLong;
        numbers = numbers && number;
        if (const QString name = found.last().toString(); !names.contains(name)) names << name;
    }
    names.sort();
    for (const QVariant& value : found)
        axis.values.append(!value.isValid() ? std::numeric_limits<double>::quiet_NaN()
                           : numbers        ? value.toDouble()
                                            : double(names.indexOf(value.toString())));
    axis.scale = numbers || names.isEmpty() ? AxisScale::ofNumbers(axis.values) : AxisScale::ofNames(names);
    return axis;
}

std::vector<OptionImportance> optionImportance(const std::vector<RunAxis>& options, const RunAxis& metric) {
    std::vector<OptionImportance> all;
    for (const RunAxis& option : options) {
        std::vector<double> x, y;
        for (qsizetype i = 0; i < metric.values.size(); ++i)
            if (std::isfinite(option.values[i]) && std::isfinite(metric.values[i])) {
                x.push_back(option.values[i]);
                y.push_back(metric.values[i]);
            }
        if (int(x.size()) < kFewestRuns ||
            std::all_of(x.begin(), x.end(), [&](double v) { return v == x[0]; }))
            continue;
        OptionImportance one{option.key, option.title, !option.scale.named(), 0, 0, 0, int(x.size())};
        const std::vector<double> given = one.ranked ? ranksOf(x) : x, ranks = ranksOf(y);
        const auto shareOf = [&](const std::vector<double>& shuffled) {
            if (!one.ranked) return etaSquared(given, shuffled);
            const double rho = correlation(given, shuffled);
            return rho * rho;
        };
        one.value = one.ranked ? correlation(given, ranks) : etaSquared(given, ranks);
        one.share = shareOf(ranks);
        std::vector<double> byChance;
        for (int shuffle = 0; shuffle < kShuffles; ++shuffle) {
            const auto order =
                Random(0, "importance", std::uint64_t(shuffle)).permutation(std::int64_t(ranks.size()));
            std::vector<double> shuffled;
            for (const std::int64_t at : order) shuffled.push_back(ranks[std::size_t(at)]);
            byChance.push_back(shareOf(shuffled));
        }
        std::sort(byChance.begin(), byChance.end());
        one.chance = byChance[std::size_t(kChance * (kShuffles - 1))];
        all.push_back(one);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const OptionImportance& a, const OptionImportance& b) { return a.share > b.share; });
    return all;
}

}  // namespace lathe
