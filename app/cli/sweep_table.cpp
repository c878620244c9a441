// SPDX-License-Identifier: Apache-2.0
// A sweep's table as the command line shows it.
#include "app/cli/sweeping.h"
#include "core/base/text.h"
#include "core/metrics/metric.h"

namespace lathe::cli {

Result<SweepTable> sweepTable(const Project& project, const SweepRow& sweep) {
    const std::string metric = sweep.plan["by"].toString();
    const auto known = metricNamed(std::string_view(metric).substr(metric.find('.') + 1));
    return lathe::sweepTable(project, sweep, known && known->lowerIsBetter);
}

void print(const SweepTable& table, const Output& output) {
    const std::vector<std::string> keys = sweepKeys(table);
    std::vector<std::string> header = keys;
    header.insert(header.end(), {table.metric, "deviation", "seeds", "runs", ""});
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < table.lines.size(); ++i) {
        const SweepLine& line = table.lines[i];
        std::vector<std::string> row, runs;
        for (const std::string& key : keys) row.push_back(settingOf(line, key));
        for (const std::int64_t run : line.runs) runs.push_back(std::to_string(run));
        row.push_back(number(line.mean()));
        row.push_back(line.deviation() ? number(*line.deviation()) : "-");
        row.push_back(std::to_string(line.values.size()) + "/" + std::to_string(line.asked));
        row.push_back(runs.size() > 6 ? runs.front() + " to " + runs.back() : joined(runs));
        row.push_back(static_cast<std::int64_t>(i) == table.best ? "best" : "");
        rows.push_back(std::move(row));
    }
    output.table(header, rows);
}

Json toJson(const SweepTable& table) {
    Json lines = Json::array();
    for (const SweepLine& line : table.lines) {
        Json settings = Json::object(), runs = Json::array(), values = Json::array();
        for (const auto& [key, value] : line.settings) settings.set(key, value);
        for (const std::int64_t run : line.runs) runs.append(run);
        for (const double value : line.values) values.append(value);
        lines.append(Json::object({{"settings", std::move(settings)},
                                   {"mean", line.mean()},
                                   {"deviation", line.deviation() ? Json(*line.deviation()) : Json()},
                                   {"values", std::move(values)},
                                   {"seeds", line.asked},
                                   {"runs", std::move(runs)}}));
    }
    return Json::object({{"sweep", table.sweep.name},
                         {"study", table.sweep.study},
                         {"metric", table.metric},
                         {"configurations", std::move(lines)},
                         {"best", table.best < 0 ? Json() : Json(table.best)}});
}

}  // namespace lathe::cli
