// SPDX-License-Identifier: Apache-2.0
#include "core/project/sweep_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/text.h"
#include "core/project/runs.h"

namespace lathe {
namespace {

std::string quoted(const std::string& cell) {
    if (cell.find_first_of(",\"\n\r") == std::string::npos) return cell;
    std::string out = "\"";
    for (const char c : cell) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + "\"";
}

std::string exact(double value) {
    return std::isfinite(value) ? Json(value).dump() : "";
}

}  // namespace

std::vector<std::string> sweepKeys(const SweepTable& table) {
    std::vector<std::string> keys;
    for (const SweepLine& line : table.lines)
        for (const auto& [key, value] : line.settings)
            if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    return keys;
}

std::string settingOf(const SweepLine& line, const std::string& key) {
    for (const auto& [name, value] : line.settings)
        if (name == key) return value;
    return {};
}

double SweepLine::mean() const {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

std::optional<double> SweepLine::deviation() const {
    if (values.size() < 2) return std::nullopt;
    const double middle = mean();
    double squares = 0;
    for (const double value : values) squares += (value - middle) * (value - middle);
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

Result<SweepTable> sweepTable(const Project& project, const SweepRow& sweep, bool lowerIsBetter) {
    SweepTable table;
    table.sweep = sweep;
    table.metric = sweep.plan["by"].toString();
    for (const Json& configuration : sweep.plan["configurations"].items()) {
        SweepLine line;
        for (const auto& [key, value] : configuration.members())
            line.settings.emplace_back(key, value.toString());
        line.asked = sweep.plan["seeds"].toInteger(1);
        table.lines.push_back(std::move(line));
    }
    LATHE_TRY(places, sweepRuns(project, sweep.id));
    LATHE_TRY(all, listRuns(project));
    std::map<std::int64_t, const RunRow*> byNumber;
    for (const RunRow& run : all) byNumber[run.run] = &run;
    struct Sum {
        double sum = 0;
        std::int64_t found = 0, asked = 0;
    };
    std::map<std::pair<std::int64_t, std::int64_t>, Sum> sums;  // (configuration, seed)
    table.runs = static_cast<std::int64_t>(places.size());
    for (const SweepRunRow& place : places) {
        if (place.configuration < 0 || place.configuration >= static_cast<std::int64_t>(table.lines.size()))
            return failed("a run of the sweep belongs to no configuration", sweep.name,
                          "run `check` on the project");
        Sum& sum = sums[{place.configuration, place.seed}];
        ++sum.asked;
        const auto run = byNumber.find(place.run);
        if (run == byNumber.end()) continue;
        table.lines[static_cast<std::size_t>(place.configuration)].runs.push_back(place.run);
        const RunState state = run->second->state;
        table.finished += state == RunState::Finished ? 1 : 0;
        table.failed += state == RunState::Failed ? 1 : 0;
        if (state == RunState::Running || state == RunState::Paused) table.live.push_back(place.run);
        table.lanes = std::max(table.lanes, run->second->resolved["lanes"].toInteger(1));
        const auto value = run->second->best.find(table.metric);
        if (state != RunState::Finished || value == run->second->best.end() || !std::isfinite(value->second))
            continue;
        sum.sum += value->second;
        ++sum.found;
    }
    for (const auto& [key, sum] : sums)
        if (sum.found == sum.asked)
            table.lines[static_cast<std::size_t>(key.first)].values.push_back(sum.sum /
                                                                              static_cast<double>(sum.asked));
    for (std::size_t i = 0; i < table.lines.size(); ++i) {
        if (!table.lines[i].whole()) continue;
        const double now = table.lines[i].mean();
        const double best = table.best < 0 ? std::numeric_limits<double>::quiet_NaN()
                                           : table.lines[static_cast<std::size_t>(table.best)].mean();
        if (table.best < 0 || (lowerIsBetter ? now < best : now > best))
            table.best = static_cast<std::int64_t>(i);
    }
    return table;
}

std::string csv(const SweepTable& table) {
    const std::vector<std::string> keys = sweepKeys(table);
    std::string text;
    for (const std::string& key : keys) text += quoted(key) + ",";
    text += "metric,mean,deviation,seeds,values,runs\n";
    for (const SweepLine& line : table.lines) {
        for (const std::string& key : keys) text += quoted(settingOf(line, key)) + ",";
        std::vector<std::string> values, runs;
        for (const double value : line.values) values.push_back(exact(value));
        for (const std::int64_t run : line.runs) runs.push_back(std::to_string(run));
        text += quoted(table.metric) + "," + exact(line.mean()) + "," +
                (line.deviation() ? exact(*line.deviation()) : "") + "," +
                std::to_string(line.values.size()) + "," + joined(values, " ") + "," + joined(runs, " ") +
                "\n";
    }
    return text;
}

}  // namespace lathe
