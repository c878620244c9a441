// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/statistics.h"

#include <algorithm>

namespace lathe::metrics {

std::vector<double> sumsOf(const Statistics& statistics) {
    std::vector<double> sums(statistics.width, 0.0);
    for (std::size_t i = 0; i < statistics.numbers.size(); ++i)
        sums[i % statistics.width] += statistics.numbers[i];
    return sums;
}

Statistics averaged(const std::vector<double>& numbers) {
    Statistics statistics{2, {}};
    for (const double number : numbers) statistics.numbers.insert(statistics.numbers.end(), {number, 1.0});
    return statistics;
}

double mean(std::span<const double> sums) {
    return sums[1] > 0 ? sums[0] / sums[1] : 0;
}

double percent(std::span<const double> sums) {
    return 100 * mean(sums);
}

std::optional<ClassTable> classTable(const Measured& measured) {
    if (measured.truth.empty() || !measured.sameClasses) return std::nullopt;
    std::vector<std::int32_t> classes = measured.truth;
    classes.insert(classes.end(), measured.chosen.begin(), measured.chosen.end());
    std::sort(classes.begin(), classes.end());
    classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
    ClassTable table;
    table.none = classes.front() == -1 ? 0 : -1;
    table.statistics.width = 3 * classes.size();
    table.statistics.numbers.assign(table.statistics.width * measured.truth.size(), 0.0);
    for (std::size_t row = 0; row < measured.truth.size(); ++row) {
        const auto put = [&](std::int32_t label, std::size_t what) {
            const auto at = std::lower_bound(classes.begin(), classes.end(), label) - classes.begin();
            table.statistics.numbers[row * table.statistics.width + 3 * static_cast<std::size_t>(at) + what] =
                1;
        };
        if (measured.truth[row] == measured.chosen[row]) {
            put(measured.truth[row], 0);
        } else {
            put(measured.chosen[row], 1);
            put(measured.truth[row], 2);
        }
    }
    return table;
}

std::optional<Statistics> bestOfReferences(const Measured& measured,
                                           double (*score)(const std::string&, const std::string&)) {
    if (measured.texts.empty()) return std::nullopt;
    std::vector<double> best;
    for (std::size_t row = 0; row < measured.texts.size(); ++row) {
        double most = 0;
        for (const std::string& reference : measured.references[row])
            most = std::max(most, score(measured.texts[row], reference));
        best.push_back(most);
    }
    return averaged(best);
}

std::vector<double> groupsRight(const std::vector<bool>& right, const std::vector<std::string>& group) {
    std::vector<double> all;
    std::map<std::string, std::size_t> places;
    for (std::size_t row = 0; row < right.size(); ++row) {
        const double one = right[row] ? 1 : 0;
        if (group.empty()) {
            all.push_back(one);
            continue;
        }
        const auto [place, isNew] = places.try_emplace(group[row], all.size());
        if (isNew)
            all.push_back(one);
        else
            all[place->second] = std::min(all[place->second], one);
    }
    return all;
}

std::optional<Statistics> rankedWithin(const Measured& measured, std::int64_t most) {
    if (measured.rank.empty()) return std::nullopt;
    std::vector<double> within;
    for (const std::int64_t rank : measured.rank) within.push_back(rank <= most ? 1 : 0);
    return averaged(within);
}

}  // namespace lathe::metrics
